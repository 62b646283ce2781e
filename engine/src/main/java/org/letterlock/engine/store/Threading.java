package org.letterlock.engine.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.letterlock.engine.mail.ThreadAlgorithm;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.mime.BaseSubject;
import org.letterlock.engine.mime.ImapEnvelope;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.StoredMessage;
import org.letterlock.engine.store.AccountStore.Want;

/** Puts entries of a mailbox together to threads (RFC 5256 §3) by what was stored of them at delivery. */
final class Threading {

    private final Fetching fetching;
    private final Budget budget;

    /** Each base subject once: an answer has that of its question. */
    private final Map<String, String> subjects = new HashMap<>();

    /**
     * What threads are made of.
     *
     * @param uid of the entry
     * @param sent milliseconds since 1970 (RFC 5256 §2.2)
     * @param subject the collation key of its base subject, an octet a character
     * @param isReply whether it answers or forwards, by its subject
     */
    record Letter(long uid, long sent, String subject, boolean isReply) {
        /** Sent at the same time, they stay in the order of the mailbox. */
        static final Comparator<Letter> BY_DATE =
                Comparator.comparingLong(Letter::sent).thenComparingLong(Letter::uid);

        MessageThread alone() {
            return thread(List.of());
        }

        MessageThread thread(List<MessageThread> children) {
            return new MessageThread(Optional.of(new Uid(uid)), children);
        }
    }

    Threading(Fetching fetching, Budget budget) {
        this.fetching = fetching;
        this.budget = budget;
    }

    /** @param uids ascending */
    List<MessageThread> thread(ThreadAlgorithm algorithm, MailboxId mailbox, long[] uids) {
        return switch (algorithm) {
            case ORDEREDSUBJECT -> orderedSubject(mailbox, uids);
            case REFERENCES -> references(mailbox, uids);
        };
    }

    private List<MessageThread> references(MailboxId mailbox, long[] uids) {
        ReferenceTree tree = new ReferenceTree(budget);
        fetching.fetch(mailbox, UidSet.of(uids), EnumSet.of(Want.ENVELOPE, Want.LINEAGE), message -> {
            budget.check();
            tree.add(letter(message), message.lineage().orElseThrow());
        });
        return tree.threads();
    }

    private List<MessageThread> orderedSubject(MailboxId mailbox, long[] uids) {
        Map<String, List<Letter>> bySubject = new LinkedHashMap<>();
        fetching.fetch(mailbox, UidSet.of(uids), EnumSet.of(Want.ENVELOPE), message -> {
            budget.check();
            Letter letter = letter(message);
            bySubject
                    .computeIfAbsent(letter.subject(), subject -> new ArrayList<>())
                    .add(letter);
        });
        bySubject.values().forEach(letters -> letters.sort(Letter.BY_DATE));
        return bySubject.values().stream()
                .sorted(Comparator.comparing(List::getFirst, Letter.BY_DATE))
                .map(letters -> letters.getFirst()
                        .thread(letters.stream().skip(1).map(Letter::alone).toList()))
                .toList();
    }

    private Letter letter(StoredMessage message) {
        BaseSubject base =
                BaseSubject.of(message.envelope().flatMap(ImapEnvelope::subject).orElse(""));
        String key = new String(Sorting.key(base.text()), StandardCharsets.ISO_8859_1);
        return new Letter(
                message.uid().value(),
                Sorting.sentMillis(message),
                subjects.computeIfAbsent(key, subject -> subject),
                base.replyOrForward());
    }
}
