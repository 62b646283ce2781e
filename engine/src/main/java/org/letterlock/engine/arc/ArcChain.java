package org.letterlock.engine.arc;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.letterlock.engine.dkim.DkimSignature;
import org.letterlock.engine.dkim.SignatureTags;
import org.letterlock.engine.mime.HeaderField;
import org.letterlock.engine.mime.HeaderFields;

/** The chain that a header holds, as far as that can be said without asking for keys (RFC 8617 §5.2, steps 1 to 3). */
sealed interface ArcChain {

    String RESULTS = "ARC-Authentication-Results";
    String MESSAGE = "ARC-Message-Signature";
    String SEAL = "ARC-Seal";

    /** There is none. */
    record None() implements ArcChain {}

    /**
     * One that fails whatever its signatures are.
     *
     * @param reason in English
     * @param next the instance that a set to be added gets; 0 where none may be
     */
    record Broken(String reason, int next) implements ArcChain {}

    /**
     * One whose sets are whole.
     *
     * @param sets at least one, the oldest first
     */
    record Whole(List<ArcSet> sets) implements ArcChain {
        public Whole {
            sets = List.copyOf(sets);
        }
    }

    /** The chain in {@code header}. */
    static ArcChain of(HeaderFields header) {
        List<HeaderField> results = header.all(RESULTS);
        List<HeaderField> messages = header.all(MESSAGE);
        List<HeaderField> seals = header.all(SEAL);
        if (results.isEmpty() && messages.isEmpty() && seals.isEmpty()) {
            return new None();
        }
        if (Math.max(seals.size(), Math.max(results.size(), messages.size())) > Instance.MAX) {
            return new Broken("there are more than " + Instance.MAX + " sets", 0);
        }
        Numbered numberedResults = Numbered.of(results, Instance::ofResults);
        Numbered numberedMessages = Numbered.of(messages, Instance::ofTags);
        Numbered numberedSeals = Numbered.of(seals, Instance::ofTags);
        int highest =
                Math.max(numberedSeals.highest(), Math.max(numberedResults.highest(), numberedMessages.highest()));
        int next = highest < Instance.MAX ? highest + 1 : 0;
        if (numberedSeals.highest() == highest && highest > 0 && saysFail(numberedSeals.newest())) {
            // Who sealed it last knew already; nothing is to be added (RFC 8617 §5.1, step 2).
            return new Broken("the newest seal says that it is broken", 0);
        }
        if (!numberedResults.isSequence(highest)
                || !numberedMessages.isSequence(highest)
                || !numberedSeals.isSequence(highest)) {
            return new Broken("its sets are not whole", next);
        }
        List<ArcSet> sets = new ArrayList<>();
        Iterator<HeaderField> eachMessage = numberedMessages.fields().values().iterator();
        Iterator<HeaderField> eachSeal = numberedSeals.fields().values().iterator();
        for (HeaderField each : numberedResults.fields().values()) {
            try {
                sets.add(set(sets.size() + 1, each, eachMessage.next(), eachSeal.next()));
            } catch (SignatureTags.Fault e) {
                return new Broken("set " + (sets.size() + 1) + ": " + e.reason(), next);
            }
        }
        return new Whole(sets);
    }

    private static boolean saysFail(HeaderField seal) {
        try {
            return ArcSeal.parse(seal).status() == ChainStatus.FAIL;
        } catch (SignatureTags.Fault _) {
            // It breaks the chain when the structure is looked at.
            return false;
        }
    }

    private static ArcSet set(int instance, HeaderField results, HeaderField message, HeaderField seal)
            throws SignatureTags.Fault {
        ArcSeal read = ArcSeal.parse(seal);
        if (read.status() != (instance == 1 ? ChainStatus.NONE : ChainStatus.PASS)) {
            throw new SignatureTags.Fault("its seal says " + read.status().word());
        }
        return switch (DkimSignature.parse(message, false)) {
            case DkimSignature.Parsed.Malformed(String reason) -> throw new SignatureTags.Fault(reason);
            case DkimSignature.Parsed.Good(DkimSignature signature) -> new ArcSet(results, signature, read);
        };
    }

    /**
     * Fields of one kind by their instances.
     *
     * @param count how many there are, those without an instance and repeated ones among them
     */
    record Numbered(NavigableMap<Integer, HeaderField> fields, int count) {

        static Numbered of(List<HeaderField> fields, Function<HeaderField, Optional<Integer>> instance) {
            NavigableMap<Integer, HeaderField> numbered = new TreeMap<>();
            fields.forEach(field -> instance.apply(field).ifPresent(i -> numbered.putIfAbsent(i, field)));
            return new Numbered(numbered, fields.size());
        }

        int highest() {
            return fields.isEmpty() ? 0 : fields.lastKey();
        }

        HeaderField newest() {
            return fields.lastEntry().getValue();
        }

        /** Whether there is one of each instance from 1 to {@code highest}, and nothing else. */
        boolean isSequence(int highest) {
            return count == highest && fields.size() == highest && highest() == highest;
        }
    }
}
