package org.letterlock.tests.system.crash;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What was asked of the engine and what it acknowledged, a thing at a time: before a change is sent the thing may be as it was or as it will be; when the
 * change is acknowledged it must be as it will be. Safe for any thread; the changes of one thing come one after the other.
 */
final class Ledger {

    private final String name;
    private final Map<String, Set<Place>> things = new LinkedHashMap<>();
    private int acknowledged;
    private int lost;
    private int doubled;
    private final List<String> complaints = new ArrayList<>();

    Ledger(String name) {
        this.name = name;
    }

    /** A change is about to be sent. */
    synchronized void begin(String thing, Place wanted) {
        things.computeIfAbsent(thing, _ -> new LinkedHashSet<>(Set.of(Place.NOWHERE)))
                .add(wanted);
    }

    /** The change was acknowledged. */
    synchronized void done(String thing, Place wanted) {
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

    /** Compares the things that may be in some of the places that were looked at; what was found is certain from now on. */
    synchronized void compare(Map<String, List<Place>> found, Predicate<String> lookedAt) {
        found.keySet().stream()
                .filter(thing -> !things.containsKey(thing))
                .forEach(thing -> complain(thing, "was never offered"));
        for (String thing : List.copyOf(things.keySet())) {
            if (now(thing).stream().anyMatch(place -> lookedAt.test(place.where()))) {
                compare(thing, found.getOrDefault(thing, List.of()));
            }
        }
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
