"""How kvswarm stands to its peers in one sitting, and against its targets."""
import statistics

OPS, P50 = 'ops/s', 'p50 µs'
# scenario, start of the variant, its end, ours, theirs, what is compared, what the ratio ours / theirs is to be.
# Several peers: the best of them. A target of None is reported only.
TARGETS = [
    ('S1', 'by-value', '', 'kvswarm-embedded', ['caffeine'], OPS, 1.0),
    ('S1', 'by-value', '', 'kvswarm-embedded', ['hazelcast-emb'], OPS, 3.0),
    ('S1', 'by-value', '', 'kvswarm-embedded', ['ehcache'], OPS, None),
    ('S2', 'by-value', '', 'kvswarm-embedded', ['caffeine'], OPS, 0.7),
    ('S2', 'by-value', '', 'kvswarm-embedded', ['hazelcast-emb'], OPS, 3.0),
    ('S2', 'by-value', '', 'kvswarm-embedded', ['ehcache'], OPS, None),
    ('S3', '', '1T', 'kvswarm', ['redisson'], P50, 1.2),
    ('S4', '', '1T', 'kvswarm', ['redisson'], P50, 1.2),
    ('S3', '', '8T', 'kvswarm', ['redisson'], OPS, 1.5),
    ('S3', '', '8T', 'kvswarm', ['hazelcast'], OPS, 6.0),
    ('S4', '', '8T', 'kvswarm', ['redisson'], OPS, 1.5),
    ('S4', '', '8T', 'kvswarm', ['hazelcast'], OPS, 6.0),
    ('S5', '', '', 'kvswarm', ['redisson'], OPS, 2.0),
    ('S5', '', '', 'kvswarm', ['hazelcast'], OPS, None),
    ('S6', 'invoke++ 1 key', '8T', 'kvswarm', ['hazelcast'], OPS, 2.0),
    ('S6', 'invoke++ 1 key', '8T', 'kvswarm', ['redisson'], OPS, 2.0),
    ('S7', '', '', 'kvswarm-near', ['hazelcast', 'redisson'], OPS, 5.0),
    ('S7', '', '', 'kvswarm-near', ['hazelcast-near'], OPS, 3.0),
    ('S7', '', '', 'kvswarm', ['hazelcast', 'redisson'], OPS, None),
    ('S3', '', '', 'kvswarm-os', ['redisson'], OPS, None),
    ('S4', '', '', 'kvswarm-os', ['redisson'], OPS, None),
    ('S5', '', '', 'kvswarm-os', ['redisson'], OPS, None),
    ('S6', '', '', 'kvswarm-os', ['redisson'], OPS, None),
    ('S7', '', '', 'kvswarm-os', ['hazelcast', 'redisson'], OPS, None),
]
FIRST_GET_MS_MAX = 1000


def median(repetitions, what):
    return statistics.median(r['ops' if what == OPS else 'p50_us'] for r in repetitions.values())


def doubtful(repetitions):
    """A window with errors or misses has not measured what it says."""
    errors, misses = (sum(r[k] for r in repetitions.values()) for k in ('errors', 'misses'))
    return f' ({errors} errors, {misses} misses)' if errors or misses else ''


def number(x):
    return f'{x:,.0f}' if x >= 100 else f'{x:,.1f}'


def verdict(ratio, what, target):
    if target is None:
        return '', ''
    at_most = what == P50
    met = ratio <= target if at_most else ratio >= target
    by = ratio / target if at_most else target / ratio
    return ('≤ ' if at_most else '≥ ') + str(target), 'met' if met else f'missed by {by:.2f}×'


def line(rows, scenario, variant, ours, theirs, what, target):
    mine = rows.get((scenario, variant, ours))
    them = [(p, rows[(scenario, variant, p)]) for p in theirs if (scenario, variant, p) in rows]
    peers = ' or '.join(theirs)
    if not mine or not them:
        absent = ours if not mine else peers
        return f'| {scenario} {variant} | {ours} | {peers} | {what} | | | no run of {absent} | {verdict(1, what, target)[0]} | |'
    best, peer = (min if what == P50 else max)(((median(r, what), p) for p, r in them))
    a = median(mine, what)
    ratio = a / best
    told = verdict(ratio, what, target)
    absent = [p for p in theirs if p not in dict(them)]
    if told[1] and absent:
        told = told[0], f'{told[1]}, but no run of {" or ".join(absent)}'
    return (f'| {scenario} {variant} | {ours}{doubtful(mine)} | {peer}{doubtful(dict(them)[peer])} | {what} | '
            f'{number(a)} | {number(best)} | {ratio:.2f} | {told[0]} | {told[1]} |')


def variants_of(rows, scenario, start, end):
    found = {v for s, v, _ in rows if s == scenario and v.startswith(start) and v.endswith(end)}
    return sorted(found) or [start + '…' + end]


def lost(notes):
    for (provider, what), note in sorted(notes.items()):
        if what.startswith('S6 increments lost'):
            yield f'| {provider} | {what[len("S6 increments lost, "):]} | {number(note["value"])} | {note["unit"]} |'


def crash(notes):
    for (provider, what), note in sorted(notes.items()):
        if what == 'S8 crash restart: JVM start to first get':
            puts, there = (notes.get((provider, 'S8 crash ' + w)) for w in ('puts 8T', 'restart: readable'))
            took = note['value']
            target = ''
            if provider.startswith('kvswarm'):
                target = 'met' if took < FIRST_GET_MS_MAX else f'missed by {took / FIRST_GET_MS_MAX:.2f}×'
            yield (f'| {provider} | {number(puts["value"]) if puts else ""} | {number(took)} | {target} | '
                   f'{number(there["value"]) if there else "none"} {there["unit"] if there else ""} |')


def show(rows, notes):
    print('### Ratios\n\nOurs divided by theirs, medians of one sitting. Hazelcast and Redis have no TLS, kvswarm has.\n')
    print('| what | ours | theirs | unit | ours | theirs | ratio | target | |\n|---|---|---|---|--:|--:|--:|--:|---|')
    for scenario, start, end, ours, theirs, what, target in TARGETS:
        for variant in variants_of(rows, scenario, start, end):
            print(line(rows, scenario, variant, ours, theirs, what, target))
    print('\n### Increments lost by invoke\n\n| provider | what | lost | |\n|---|---|--:|---|')
    print('\n'.join(lost(notes)))
    print('\n### 100,000 puts by 8 threads, kill -9, a new process\n\n'
          f'| provider | puts/s | ms from the start of the process to the first get | target {FIRST_GET_MS_MAX} | readable |\n|---|--:|--:|---|---|')
    print('\n'.join(crash(notes)))
