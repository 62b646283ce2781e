package org.letterlock.desktop.ui.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.ProofInfo;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.protocol.QueueEntry.Attempt;
import org.letterlock.protocol.QueueEntry.Recipient;

/**
 * A place on the way of a letter.
 *
 * @param word its word in the texts
 * @param mark how far the letter is there
 * @param values for its sentence; {@code next}, where there is one, is a moment
 * @param detail what the other server said; null where it said nothing
 */
record Station(
        String word,
        Mark mark,
        Map<String, String> values,
        @Nullable String detail) {

    /** How far a letter is at a station. */
    enum Mark {
        /** It passed. */
        DONE,
        /** It is here. */
        NOW,
        /** It has not come so far. */
        AHEAD,
        /** It is here for longer than it should be. */
        LATE,
        /** It goes no further. */
        ENDED
    }

    private static Station of(String word, Mark mark, Map<String, String> values) {
        return new Station(word, mark, values, null);
    }

    /** The way of a letter to oneself. */
    static List<Station> home(ProofInfo sent) {
        return List.of(of("taken", Mark.DONE, Map.of()), of("kept", Mark.DONE, Map.of("address", sent.to())));
    }

    /**
     * The way of a letter out, and of its answer back.
     *
     * @param entry of the queue; null where it was not asked yet, or the letter stays here
     */
    static List<Station> outAndBack(ProofInfo sent, @Nullable QueueEntry entry, boolean answered) {
        List<Station> way = new ArrayList<>();
        way.add(of("taken", Mark.DONE, Map.of()));
        Map<String, String> to = Map.of("address", sent.to());
        Station out = sent.queueEntry() == null ? of("kept", Mark.DONE, to) : out(to, entry);
        // Whoever answers has got it, whatever is known of its way.
        way.add(answered && out.mark() != Mark.DONE ? of("arrived", Mark.DONE, to) : out);
        if (answered) {
            way.add(of("answered", Mark.DONE, to));
        } else if (out.mark() != Mark.ENDED) {
            way.add(of("answer", out.mark() == Mark.DONE ? Mark.NOW : Mark.AHEAD, to));
        }
        return way;
    }

    private static Station out(Map<String, String> to, @Nullable QueueEntry entry) {
        Optional<Recipient> found = Optional.ofNullable(entry)
                .flatMap(known -> known.recipients().stream().findFirst());
        if (found.isEmpty()) {
            return of("seeking", Mark.NOW, to);
        }
        Recipient recipient = found.get();
        Map<String, String> values = new HashMap<>(to);
        Optional<Attempt> last = recipient.story().isEmpty()
                ? Optional.empty()
                : Optional.of(recipient.story().getLast());
        last.map(Attempt::host).ifPresent(host -> values.put("host", host));
        values.putIfAbsent("host", sentTo(to));
        String next = recipient.nextAttempt();
        if (next != null) {
            values.put("next", next);
        }
        return switch (recipient.state()) {
            case "sent" ->
                new Station(
                        last.map(Attempt::tls).isPresent() ? "handed" : "handed-open",
                        Mark.DONE,
                        values,
                        recipient.lastReply());
            case "failed" -> new Station("refused", Mark.ENDED, values, recipient.lastReply());
            case "removed" -> of("removed", Mark.ENDED, values);
            case "sending" -> of("handing", Mark.NOW, values);
            default -> {
                if (recipient.held()) {
                    yield of("held", Mark.LATE, values);
                }
                yield recipient.attempts() == 0 || next == null
                        ? of("seeking", Mark.NOW, values)
                        : new Station("late", Mark.LATE, values, recipient.lastReply());
            }
        };
    }

    private static String sentTo(Map<String, String> to) {
        String address = to.getOrDefault("address", "");
        return address.substring(address.lastIndexOf('@') + 1);
    }
}
