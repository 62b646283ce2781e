package org.letterlock.tests.system.crash;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What was asked of the engine and what it acknowledged, a thing at a time: before a change is sent the thing may be as it was or as it will be; when the
 * change is acknowledged it must be as it will be. Safe for any thread; the changes of one thing come one after the other.
 */
final class Ledger {

    private final String name;
    private final LongSupplier moment;
    private final Map<String, Set<Place>> earlier = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final Map<String, Set<Place>> things = new LinkedHashMap<>();
    private int acknowledged;
    private int lost;
    private int doubled;
    private final List<String> complaints = new ArrayList<>();

    /** Something was asked, or acknowledged. */
    private record Event(long moment, String thing, Place wanted, boolean isDone) {}

    /** @param moment what time it is, on a clock that never goes back */
    Ledger(String name, LongSupplier moment) {
        this.name = name;
        this.moment = moment;
    }

    /** As it was at {@code moment}: with what was asked until then, and what was acknowledged until then. */
    synchronized Ledger asOf(long moment) {
        Ledger then = new Ledger(name, this.moment);
        then.things.putAll(copy(earlier));
        events.stream().filter(event -> event.moment() <= moment).forEach(then::apply);
        return then;
    }

    private static Map<String, Set<Place>> copy(Map<String, Set<Place>> things) {
        Map<String, Set<Place>> copy = new LinkedHashMap<>();
        things.forEach((thing, places) -> copy.put(thing, new LinkedHashSet<>(places)));
        return copy;
    }

    /** When things were acknowledged, since they were last compared. */
    synchronized List<Long> acknowledgements() {
        return events.stream().filter(Event::isDone).map(Event::moment).toList();
    }

    /** A change is about to be sent. */
    synchronized void begin(String thing, Place wanted) {
        note(new Event(moment.getAsLong(), thing, wanted, false));
    }

    /** The change was acknowledged. */
    synchronized void done(String thing, Place wanted) {
        note(new Event(moment.getAsLong(), thing, wanted, true));
    }

    private void note(Event event) {
        events.add(event);
        apply(event);
    }

    private void apply(Event event) {
        if (event.isDone()) {
            settle(event.thing(), event.wanted());
        } else {
            expect(event.thing(), event.wanted());
        }
    }

    private void expect(String thing, Place wanted) {
        things.computeIfAbsent(thing, _ -> new LinkedHashSet<>(Set.of(Place.NOWHERE)))
                .add(wanted);
    }

    private void settle(String thing, Place wanted) {
        if (now(thing).contains(Place.NOWHERE) && !wanted.equals(Place.NOWHERE)) {
            acknowledged++;
        }
        things.put(thing, new LinkedHashSet<>(Set.of(wanted)));
    }

    synchronized boolean isExactly(String thing, Place place) {
        return now(thing).equals(Set.of(place));
    }

    private Set<Place> now(String thing) {
        return things.getOrDefault(thing, Set.of(Place.NOWHERE));
    }

    /** The things that are certainly there. */
    synchronized List<String> certain() {
        return things.entrySet().stream()
                .filter(entry -> !entry.getValue().contains(Place.NOWHERE))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Compares the things that may be in some of the places that were looked at; what was found is certain from now on, and was so at any earlier moment. */
    synchronized void compare(Map<String, List<Place>> found, Predicate<String> lookedAt) {
        found.keySet().stream()
                .filter(thing -> !things.containsKey(thing))
                .forEach(thing -> complain(thing, "was never offered"));
        for (String thing : List.copyOf(things.keySet())) {
            if (now(thing).stream().anyMatch(place -> lookedAt.test(place.where()))) {
                compare(thing, found.getOrDefault(thing, List.of()));
            }
        }
        earlier.clear();
        earlier.putAll(copy(things));
        events.clear();
    }

    private void compare(String thing, List<Place> found) {
        Set<Place> allowed = now(thing);
        if (found.size() > 1) {
            doubled++;
            complain(thing, "is there " + found.size() + " times: " + found);
        } else if (found.isEmpty() && !allowed.contains(Place.NOWHERE)) {
            lost++;
            complain(thing, "is lost; it should be " + allowed);
        } else if (!found.isEmpty() && !allowed.contains(found.getFirst())) {
            complain(thing, "is " + found.getFirst() + " instead of " + allowed);
        }
        things.put(thing, new LinkedHashSet<>(Set.of(found.isEmpty() ? Place.NOWHERE : found.getFirst())));
    }

    private void complain(String thing, String what) {
        complaints.add(name + ": " + thing + " " + what);
    }

    synchronized int acknowledged() {
        return acknowledged;
    }

    synchronized int lost() {
        return lost;
    }

    synchronized int doubled() {
        return doubled;
    }

    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }
}
