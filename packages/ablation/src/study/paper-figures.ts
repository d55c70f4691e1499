/** AP, AP50 and AP75 in percent. */
export type PaperFigures = readonly [ap: number, ap50: number, ap75: number];
