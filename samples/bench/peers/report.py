#!/usr/bin/env python3
"""report.py [--ratios] [FILE]: reads FILE, out/results.jsonl if not told; prints one Markdown table per scenario (medians
over repetitions), with --ratios first how kvswarm stands to its peers; writes a .json of the same name."""
import json, sys, statistics as st, collections, os
sys.dont_write_bytecode = True
import ratios
here = os.path.dirname(os.path.abspath(__file__)); args = [a for a in sys.argv[1:] if a != '--ratios']
src = args[0] if args else os.path.join(here, 'out/results.jsonl')
rows = collections.OrderedDict(); notes = collections.OrderedDict()
for l in open(src):
    try: r = json.loads(l.replace(':NaN', ':null'))
    except ValueError: continue
    if 'note' in r: notes[(r['provider'], r['note'])] = r; continue
    k = (r['scenario'], r['variant'], r['provider']); d = rows.setdefault(k, {})
    d[r['rep']] = r                                   # a later run of the same repetition replaces the earlier one
def f(x): return f'{x:,.0f}' if x >= 100 else f'{x:,.1f}' if x >= 1 else f'{x:.2f}'
if '--ratios' in sys.argv: ratios.show(rows, notes)
out = []; last = None
for (sc, va, pr), d in sorted(rows.items(), key=lambda x: (int(x[0][0][1:]), x[0][1], -st.median(r['ops'] for r in x[1].values()))):
    rs = list(d.values()); m = lambda k: st.median(r[k] for r in rs); o = sorted(r['ops'] for r in rs)
    e = dict(scenario=sc, variant=va, provider=pr, reps=len(rs), ops_median=m('ops'), ops_min=o[0], ops_max=o[-1], p50_us=m('p50_us'), p99_us=m('p99_us'), p999_us=m('p999_us'), max_us=max(r['max_us'] for r in rs), errors=sum(r['errors'] for r in rs), misses=sum(r['misses'] for r in rs), window_s=rs[0]['window_s'], other_cpu=(st.median([r['other_cpu'] for r in rs if 'other_cpu' in r]) if any('other_cpu' in r for r in rs) else None), error=next((r['error'] for r in rs if r['error']), None))
    if 'mb_s' in rs[0]: e['mb_s'] = m('mb_s')
    out.append(e)
    if last != sc: print(f'\n### {sc}\n\n| variant | provider | ops/s median | min – max | p50 µs | p99 µs | p99.9 µs | MB/s | err | miss % | other CPU | reps × s |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|'); last = sc
    print(f"| {va} | {pr} | {f(e['ops_median'])} | {f(o[0])} – {f(o[-1])} | {f(e['p50_us'])} | {f(e['p99_us'])} | {f(e['p999_us'])} | {f(e['mb_s']) if 'mb_s' in e else ''} | {e['errors']} | {100*e['misses']/max(1,sum(r['ops']*r['window_s'] for r in rs)):.0f} | {'' if e['other_cpu'] is None else format(e['other_cpu'],'.0%')} | {len(rs)} × {e['window_s']} |")
print('\n### Notes\n\n| provider | what | value | unit | text |\n|---|---|--:|---|---|')
for (p, n), r in sorted(notes.items(), key=lambda x: (x[0][1].split()[0], x[0][0])): print(f"| {p} | {n} | {'' if r['value'] is None else f(r['value']) if r['value'] else 0} | {r['unit']} | {(r['text'] or '')[:200]} |")
json.dump(dict(measurements=out, notes=list(notes.values())), open(os.path.splitext(src)[0] + '.json', 'w'), indent=1)
