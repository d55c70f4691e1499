import { chooseRun, chooseTheme } from './choices.ts';
import { byId } from './dom.ts';
import { enlargePictures, hideBelowScore } from './pictures.ts';
import { type PlaceImage, showPlaces } from './places.ts';
import { sortTables } from './sort-tables.ts';

chooseTheme();
chooseRun();
sortTables();
hideBelowScore();
enlargePictures();
const places = byId('place-data');
if (places) showPlaces(JSON.parse(places.textContent ?? '[]') as PlaceImage[]);
