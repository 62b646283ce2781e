package org.letterlock.desktop.dnsplan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What has to change in a zone so that planned records stand in it, and nothing else is lost.
 *
 * @param seen what stands there
 * @param changes what takes nothing away from anybody
 * @param conflicts where something else stands in the way; it is left where it is unless a person says otherwise, and then the planned record does not come either
 * @param elsewhere what this zone cannot hold: records of names outside of it, and of types that the app does not write
 */
public record ZonePlan(
        List<ZoneRecord> seen, List<ZoneChange> changes, List<Conflict> conflicts, List<PlannedRecord> elsewhere) {

    private static final long USUAL_TTL = 3_600;
    private static final Set<String> WRITTEN = Set.of("A", "AAAA", "MX", "TXT");
    private static final Set<String> ADDRESSES = Set.of("A", "AAAA");

    /**
     * Something of others at a name where one of ours should stand.
     *
     * @param purpose what the planned record is for
     * @param found what stands there
     * @param crowded whether both could be one record, were that not one that others count as broken (RFC 7208 §4.6.4)
     * @param changes what has to be done for ours to take its place
     */
    public record Conflict(
            PlannedRecord.Purpose purpose,
            String name,
            String type,
            List<String> found,
            boolean crowded,
            List<ZoneChange> changes) {}

    /** Which records a zone can hold. */
    private static boolean isIn(String zone, PlannedRecord planned) {
        String name = planned.record().name().toLowerCase(Locale.ROOT);
        return WRITTEN.contains(planned.record().type()) && (name.equals(zone) || name.endsWith("." + zone));
    }

    /** Those of the planned records that have to be read before {@link #of}. */
    public static List<PlannedRecord> within(String zone, List<PlannedRecord> planned) {
        return planned.stream().filter(record -> isIn(zone, record)).toList();
    }

    /**
     * Plans.
     *
     * @param seen what stands at their names
     */
    public static ZonePlan of(String zone, List<PlannedRecord> planned, List<ZoneRecord> seen) {
        Map<String, List<PlannedRecord>> sets = new LinkedHashMap<>();
        List<PlannedRecord> elsewhere = new ArrayList<>();
        for (PlannedRecord one : planned) {
            if (isIn(zone, one)) {
                String name = one.record().name().toLowerCase(Locale.ROOT);
                sets.computeIfAbsent(name + " " + one.record().type(), key -> new ArrayList<>())
                        .add(one);
            } else {
                elsewhere.add(one);
            }
        }
        ZonePlan plan = new ZonePlan(List.copyOf(seen), new ArrayList<>(), new ArrayList<>(), List.copyOf(elsewhere));
        sets.values().forEach(set -> plan.add(zone, set));
        return new ZonePlan(plan.seen, List.copyOf(plan.changes), List.copyOf(plan.conflicts), plan.elsewhere);
    }

    private void add(String zone, List<PlannedRecord> set) {
        PlannedRecord first = set.getFirst();
        String name = first.record().name().toLowerCase(Locale.ROOT);
        String type = first.record().type();
        List<ZoneRecord> aliases = at(name, "CNAME");
        // Keepers that let an alias stand at the zone itself answer it as addresses, and let other types be.
        if (!aliases.isEmpty() && (ADDRESSES.contains(type) || !name.equals(zone))) {
            List<ZoneChange> changes = new ArrayList<>();
            aliases.forEach(alias -> changes.add(new ZoneChange.Remove(alias)));
            set.forEach(one -> changes.add(create(one, List.of())));
            conflict(first, aliases, false, changes);
            return;
        }
        List<ZoneRecord> there = at(name, type);
        switch (type) {
            case "TXT" -> set.forEach(one -> text(one, there));
            default -> values(set, there);
        }
    }

    private List<ZoneRecord> at(String name, String type) {
        return seen.stream()
                .filter(record -> record.name().equals(name) && record.type().equals(type))
                .toList();
    }

    private void conflict(PlannedRecord planned, List<ZoneRecord> found, boolean crowded, List<ZoneChange> needed) {
        conflicts.add(new Conflict(
                planned.purpose(),
                planned.record().name().toLowerCase(Locale.ROOT),
                planned.record().type(),
                found.stream().map(ZoneRecord::value).toList(),
                crowded,
                List.copyOf(needed)));
    }

    private static ZoneChange create(PlannedRecord planned, List<ZoneRecord> beside) {
        // All records of a name and type have one TTL (RFC 2181 §5.2).
        long ttl = beside.isEmpty() ? USUAL_TTL : beside.getFirst().ttl();
        return new ZoneChange.Create(
                ZoneRecord.planned(planned, planned.record().value(), ttl));
    }

    /** Addresses and exchangers: all that stand there count. */
    private void values(List<PlannedRecord> set, List<ZoneRecord> there) {
        List<String> ours = set.stream().map(one -> one.record().value()).toList();
        List<ZoneChange> needed = new ArrayList<>();
        for (PlannedRecord one : set) {
            List<ZoneRecord> same = there.stream()
                    .filter(record -> fits(one, List.of(one.record().value()), record))
                    .toList();
            if (same.isEmpty()) {
                needed.add(create(one, there));
            }
            same.stream()
                    .filter(ZoneRecord::proxied)
                    .forEach(record -> needed.add(new ZoneChange.Replace(record, record.saying(record.value()))));
        }
        List<ZoneRecord> others = there.stream()
                .filter(record -> set.stream().noneMatch(one -> fits(one, ours, record)))
                .toList();
        if (others.isEmpty()) {
            changes.addAll(needed);
        } else {
            others.forEach(record -> needed.add(new ZoneChange.Remove(record)));
            conflict(set.getFirst(), others, false, needed);
        }
    }

    private static boolean fits(PlannedRecord one, List<String> ours, ZoneRecord record) {
        return RecordMatch.of(one, ours, List.of(record.value())).fit() == RecordMatch.Fit.FITS;
    }

    private void text(PlannedRecord one, List<ZoneRecord> there) {
        String wanted = ZoneRecord.plain("TXT", one.record().value());
        List<String> values = there.stream().map(ZoneRecord::value).toList();
        if (one.purpose() == PlannedRecord.Purpose.OTHER) {
            // Nobody knows what may stand beside it.
            if (!values.contains(wanted)) {
                changes.add(create(one, there));
            }
            return;
        }
        RecordMatch match = RecordMatch.of(one, List.of(wanted), values);
        String instead = match.instead();
        switch (match.fit()) {
            case FITS -> {}
            case ABSENT -> changes.add(create(one, there));
            case MERGE -> changes.addAll(inPlaceOf(policies(there), instead == null ? wanted : instead));
            case CROWDED -> conflict(one, policies(there), true, inPlaceOf(policies(there), wanted));
            case QUOTED ->
                changes.addAll(inPlaceOf(
                        there.stream()
                                .filter(record -> RecordMatch.of(one, List.of(wanted), List.of(record.value()))
                                                .fit()
                                        == RecordMatch.Fit.QUOTED)
                                .toList(),
                        wanted));
            case OTHER -> conflict(one, there, false, inPlaceOf(there, wanted));
        }
    }

    private static List<ZoneRecord> policies(List<ZoneRecord> there) {
        return there.stream()
                .filter(record -> RecordMatch.isSpf(record.value()))
                .toList();
    }

    /** One record for several. */
    private static List<ZoneChange> inPlaceOf(List<ZoneRecord> before, String value) {
        List<ZoneChange> needed = new ArrayList<>();
        for (ZoneRecord record : before) {
            needed.add(
                    needed.isEmpty()
                            ? new ZoneChange.Replace(record, record.saying(value))
                            : new ZoneChange.Remove(record));
        }
        return needed;
    }

    /** All that is to be done, with those conflicts in which ours takes the place. */
    public List<ZoneChange> with(Set<Conflict> taken) {
        List<ZoneChange> all = new ArrayList<>(changes);
        conflicts.stream().filter(taken::contains).forEach(conflict -> all.addAll(conflict.changes()));
        // An alias may stand in the way of several records, and goes once.
        return all.stream().distinct().toList();
    }

    /** Whether nothing is left to be said or done. */
    public boolean isDone() {
        return changes.isEmpty() && conflicts.isEmpty();
    }
}
