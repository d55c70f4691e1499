const load = async (root: string) => ({ ...(await import(`${root}/packages/data/src/coco/read.ts`)), ...(await import(`${root}/packages/data/src/voc/read.ts`)), ...(await import(`${root}/packages/data/src/yolo/read.ts`)) });
const versions: Record<string, any> = { old: await load('/work/main'), new: await load('/work/wt/data') };
const set = '/tmp/speed/set';
const runs: Record<string, (m: any, check: any) => Promise<any>> = {
  coco: (m, check) => m.readCoco({ annotations: `${set}/all.json`, images: `${set}/images`, check }),
  voc: (m, check) => m.readVoc({ annotations: `${set}/Annotations`, images: `${set}/images`, check }),
  yolo: (m, check) => m.readYolo({ data: `${set}/data.yaml`, check }),
};
for (const check of [process.argv[2]]) for (const [name, run] of Object.entries(runs)) { if (process.argv[3] && process.argv[3] !== name) continue;
  const times: Record<string, number[]> = { old: [], new: [] };
  for (let i = 0; i < 3; i++) for (const v of i % 2 ? ['new', 'old'] : ['old', 'new']) {
    const t = performance.now(); const c = process.cpuUsage(); const d = await run(versions[v], check); const u = process.cpuUsage(c);
    if (d.images.length !== 10000) throw new Error('count');
    times[v]!.push((u.user + u.system) / 1000); void t;
  }
  const best = (v: string) => Math.min(...times[v]!);
  const median = (v: string) => times[v]!.toSorted((a, b) => a - b)[1]!;
  console.log(name, check, 'old', median('old').toFixed(0), 'new', median('new').toFixed(0), 'ratio of medians', (median('new') / median('old')).toFixed(2), 'of best', (best('new') / best('old')).toFixed(2));
}
