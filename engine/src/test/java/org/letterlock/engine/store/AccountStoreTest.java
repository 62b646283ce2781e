package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.mime.MimeScanner;
import org.letterlock.engine.store.AccountStore.AppendResult;
import org.letterlock.engine.store.AccountStore.Changes;
import org.letterlock.engine.store.AccountStore.CopyOutcome;
import org.letterlock.engine.store.AccountStore.CopyResult;
import org.letterlock.engine.store.AccountStore.Delivery;
import org.letterlock.engine.store.AccountStore.FlagChange;
import org.letterlock.engine.store.AccountStore.FlagResult;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.MailboxStatus;
import org.letterlock.engine.store.AccountStore.MailboxView;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.NewMessage;
import org.letterlock.engine.store.AccountStore.StoredMessage;
import org.letterlock.engine.store.AccountStore.Want;

/** Messages in mailboxes: coming, reading, changing, going. */
class AccountStoreTest {

    private static final Flag JOB = new Flag("$Job");

    @TempDir
    Path folder;

    private TestStore test;
    private AccountStore store;

    @BeforeEach
    void create() {
        test = new TestStore(folder);
        store = test.store();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void keepsWhatWasAppendedToTheOctet() {
        String letter = TestStore.letter("Hello", "How are you?");
        long uid = test.append("INBOX", letter, Flag.SEEN, JOB);
        test.reopen();
        StoredMessage message = test.fetchOne("INBOX", uid, Want.ENVELOPE, Want.STRUCTURE, Want.PREVIEW);
        assertThat(test.text(message)).isEqualTo(letter);
        assertThat(message.size()).isEqualTo(letter.length());
        assertThat(message.flags()).containsExactlyInAnyOrder(Flag.SEEN, JOB);
        assertThat(message.received()).isEqualTo(TestStore.RECEIVED);
        assertThat(message.envelope().orElseThrow().subject()).contains("Hello");
        assertThat(message.structure().orElseThrow().subtype()).isEqualTo("plain");
        assertThat(message.preview()).contains("How are you?");
    }

    @Test
    void readsOnlyWhatIsWanted() {
        long uid = test.append("INBOX", TestStore.letter("Hello", "x"));
        StoredMessage message = test.fetchOne("INBOX", uid);
        assertThat(message.envelope()).isEmpty();
        assertThat(message.structure()).isEmpty();
        assertThat(message.preview()).isEmpty();
    }

    @Test
    void keepsLettersWithoutHeaderOrWithoutAnything() {
        for (String letter : List.of("", "\r\n", "no header", "Subject: x", "Subject: x\r\n", "\r\n\r\nbody")) {
            long uid = test.append("INBOX", letter);
            assertThat(test.text(test.fetchOne("INBOX", uid))).isEqualTo(letter);
        }
    }

    @Test
    void keepsLargeLettersInSteps() throws IOException {
        byte[] body = new byte[1_000_000];
        new Random(1).nextBytes(body);
        byte[] header = "Subject: large\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] letter = Arrays.copyOf(header, header.length + body.length);
        System.arraycopy(body, 0, letter, header.length, body.length);
        test.append(test.inbox(), Octets.of(letter));
        StoredMessage message = test.fetch(test.inbox()).getFirst();
        try (MessageContent content = store.content(message.id()).orElseThrow()) {
            Random random = new Random(2);
            for (int i = 0; i < 50; i++) {
                int offset = random.nextInt(letter.length);
                int length = random.nextInt(200_000);
                try (InputStream in = content.open(offset, length)) {
                    assertThat(in.readAllBytes())
                            .isEqualTo(Arrays.copyOfRange(letter, offset, Math.min(letter.length, offset + length)));
                }
            }
        }
    }

    @Test
    void appendsAllOrNone() {
        List<NewMessage> messages = new ArrayList<>();
        messages.add(new NewMessage(TestStore.octets("one"), Set.of(), TestStore.RECEIVED));
        messages.add(new NewMessage(broken(), Set.of(), TestStore.RECEIVED));
        assertThat(catchFrom(() -> store.append(test.inbox(), messages))).isNotNull();
        assertThat(test.uids("INBOX")).isEmpty();
        assertThat(store.append(new MailboxId(99), List.of(messages.getFirst())))
                .isInstanceOf(AppendResult.MailboxGone.class);
    }

    private static Octets broken() {
        return new Octets() {
            @Override
            public long length() {
                return 200_000;
            }

            @Override
            public InputStream open() {
                return InputStream.nullInputStream();
            }
        };
    }

    private static Throwable catchFrom(Runnable work) {
        return org.assertj.core.api.Assertions.catchThrowable(work::run);
    }

    @Test
    void takesEachDeliveryOnce() {
        Delivery one = new Delivery("i-1", TestStore.octets("Subject: 1\r\n\r\n"), TestStore.RECEIVED);
        Delivery two = new Delivery("i-2", TestStore.octets("Subject: 2\r\n\r\n"), TestStore.RECEIVED);
        test.deliver(test.inbox(), one);
        test.deliver(test.inbox(), one, two, two);
        test.reopen();
        test.deliver(test.inbox(), two);
        assertThat(test.uids("INBOX")).hasSize(2);
    }

    @Test
    void deliversToInboxWhenTheMailboxIsGone() {
        test.deliver(new MailboxId(99), new Delivery("i-1", TestStore.octets("x"), TestStore.RECEIVED));
        assertThat(test.uids("INBOX")).hasSize(1);
    }

    @Test
    void countsForStatus() {
        test.append("INBOX", "1234", Flag.SEEN);
        test.append("INBOX", "56");
        test.append("INBOX", "7", Flag.DELETED);
        MailboxStatus status = store.status(test.inbox());
        assertThat(status.messages()).isEqualTo(3);
        assertThat(status.unseen()).isEqualTo(2);
        assertThat(status.deleted()).isEqualTo(1);
        assertThat(status.size()).isEqualTo(7);
        assertThat(status.uidNext()).isEqualTo(4);
        assertThat(status.highestModSeq()).isGreaterThan(ModSeq.ZERO);
    }

    @Test
    void viewsWhatSelectTells() {
        test.append("INBOX", "a", Flag.SEEN, JOB);
        test.append("INBOX", "b");
        MailboxView view = store.view(test.inbox()).orElseThrow();
        assertThat(view.uids()).containsExactly(1, 2);
        assertThat(view.firstUnseen()).isEqualTo(1);
        assertThat(view.uidNext()).isEqualTo(3);
        assertThat(view.keywords()).containsExactly(JOB);
        assertThat(store.view(test.id("Sent")).orElseThrow().firstUnseen()).isEqualTo(-1);
        assertThat(store.view(new MailboxId(99))).isEmpty();
    }

    @Test
    void changesFlags() {
        test.append("INBOX", "a", Flag.SEEN);
        test.append("INBOX", "b", JOB);
        FlagResult added = flags(FlagChange.ADD, Set.of(Flag.FLAGGED, JOB), TestStore.set(1, 2, 77));
        assertThat(added.states().getFirst().flags()).containsExactlyInAnyOrder(Flag.SEEN, Flag.FLAGGED, JOB);
        assertThat(added.states().getLast().flags()).containsExactlyInAnyOrder(Flag.FLAGGED, JOB);
        FlagResult removed = flags(FlagChange.REMOVE, Set.of(new Flag("$JOB"), Flag.SEEN), TestStore.set(1));
        assertThat(removed.states().getFirst().flags()).containsExactly(Flag.FLAGGED);
        flags(FlagChange.REPLACE, Set.of(Flag.ANSWERED), TestStore.set(1, 2));
        assertThat(test.fetchOne("INBOX", 2).flags()).containsExactly(Flag.ANSWERED);
        assertThat(store.status(test.inbox()).unseen()).isEqualTo(2);
    }

    private FlagResult flags(FlagChange change, Set<Flag> flags, UidSet uids) {
        return store.changeFlags(test.inbox(), uids, change, flags, Optional.empty());
    }

    @Test
    void leavesModSeqAloneWhereFlagsStayTheSame() {
        test.append("INBOX", "a", Flag.SEEN);
        ModSeq before = test.fetchOne("INBOX", 1).modSeq();
        FlagResult same = flags(FlagChange.ADD, Set.of(Flag.SEEN), TestStore.set(1));
        assertThat(same.states().getFirst().modSeq()).isEqualTo(before);
        assertThat(store.status(test.inbox()).highestModSeq()).isEqualTo(before);
    }

    @Test
    void reportsEntriesModifiedSince() {
        test.append("INBOX", "a");
        test.append("INBOX", "b");
        ModSeq moment = store.status(test.inbox()).highestModSeq();
        flags(FlagChange.ADD, Set.of(Flag.SEEN), TestStore.set(1));
        FlagResult result = store.changeFlags(
                test.inbox(), TestStore.set(1, 2), FlagChange.ADD, Set.of(Flag.FLAGGED), Optional.of(moment));
        assertThat(result.modified()).isEqualTo(TestStore.set(1));
        assertThat(result.states()).singleElement().matches(s -> s.uid().value() == 2);
        assertThat(test.fetchOne("INBOX", 1).flags()).containsExactly(Flag.SEEN);
    }

    @Test
    void limitsKeywordsAndReusesThoseNobodyHas() {
        test.append("INBOX", "a");
        test.append("INBOX", "b");
        for (int i = 0; i < Keywords.LIMIT; i++) {
            assertThat(flags(FlagChange.ADD, Set.of(new Flag("k" + i)), TestStore.set(1))
                            .tooManyKeywords())
                    .isFalse();
        }
        assertThat(flags(FlagChange.ADD, Set.of(JOB), TestStore.set(2)).tooManyKeywords())
                .isTrue();
        flags(FlagChange.REMOVE, Set.of(new Flag("k7")), TestStore.set(1));
        assertThat(flags(FlagChange.ADD, Set.of(JOB), TestStore.set(2)).tooManyKeywords())
                .isFalse();
        assertThat(test.fetchOne("INBOX", 1).flags()).hasSize(Keywords.LIMIT - 1);
        assertThat(test.fetchOne("INBOX", 2).flags()).containsExactly(JOB);
        Flag tooLong = new Flag("x".repeat(101));
        assertThat(flags(FlagChange.ADD, Set.of(tooLong), TestStore.set(2)).tooManyKeywords())
                .isTrue();
        assertThat(store.append(
                        test.inbox(),
                        List.of(new NewMessage(TestStore.octets("c"), Set.of(tooLong), TestStore.RECEIVED))))
                .isInstanceOf(AppendResult.TooManyKeywords.class);
    }

    @Test
    void copiesWithFlagsAndSharesTheMessage() {
        test.append("INBOX", "a", Flag.SEEN, JOB);
        test.append("INBOX", "b");
        CopyResult copied =
                ((CopyOutcome.Copied) store.copy(test.inbox(), TestStore.set(1, 2, 9), test.id("Archive"))).entries();
        assertThat(TestStore.longs(copied.source())).containsExactly(1, 2);
        assertThat(TestStore.longs(copied.target())).containsExactly(1, 2);
        StoredMessage copy = test.fetchOne("Archive", 1);
        assertThat(copy.flags()).containsExactlyInAnyOrder(Flag.SEEN, JOB);
        assertThat(copy.id()).isEqualTo(test.fetchOne("INBOX", 1).id());
        assertThat(store.copy(test.inbox(), TestStore.set(1), new MailboxId(99)))
                .isInstanceOf(CopyOutcome.MailboxGone.class);
    }

    @Test
    void movesAndSaysWhatVanished() {
        test.append("INBOX", "a", Flag.SEEN);
        test.append("INBOX", "b");
        ModSeq before = store.status(test.inbox()).highestModSeq();
        CopyResult moved =
                store.move(test.inbox(), TestStore.set(1), test.id("Trash")).orElseThrow();
        assertThat(moved.source()).containsExactly(new Uid(1));
        Changes changes = store.changes(test.inbox(), before).orElseThrow();
        assertThat(changes.vanished()).isEqualTo(TestStore.set(1));
        assertThat(changes.changed()).isEmpty();
        assertThat(test.uids("Trash")).containsExactly(1);
        store.move(test.inbox(), TestStore.set(2), test.inbox());
        assertThat(test.uids("INBOX")).containsExactly(3);
    }

    @Test
    void expungesWhatIsDeleted() {
        test.append("INBOX", "a", Flag.DELETED);
        test.append("INBOX", "b", Flag.DELETED);
        test.append("INBOX", "c");
        assertThat(store.expunge(test.inbox(), Optional.of(TestStore.set(2, 3))))
                .isEqualTo(TestStore.set(2));
        assertThat(store.expunge(test.inbox(), Optional.empty())).isEqualTo(TestStore.set(1));
        assertThat(store.expunge(test.inbox(), Optional.empty())).isEqualTo(UidSet.EMPTY);
        assertThat(test.uids("INBOX")).containsExactly(3);
    }

    @Test
    void forgetsOldExpungesButNotThatTheyAreGone() {
        for (int i = 0; i < 130; i++) {
            test.append("INBOX", "x" + i, i % 13 == 0 ? Flag.SEEN : Flag.DELETED);
        }
        ModSeq before = store.status(test.inbox()).highestModSeq();
        for (long uid = 2; uid <= 130; uid++) {
            store.expunge(test.inbox(), Optional.of(TestStore.set(uid)));
        }
        store.settle();
        UidSet vanished = store.changes(test.inbox(), before).orElseThrow().vanished();
        assertThat(vanished.size()).isEqualTo(120);
        assertThat(Arrays.stream(test.uids("INBOX")).noneMatch(vanished::contains))
                .isTrue();
    }

    @Test
    void keepsReadableWhatIsExpungedWhileItIsRead() throws IOException {
        test.append("INBOX", "one two three", Flag.DELETED);
        StoredMessage message = test.fetchOne("INBOX", 1);
        try (MessageContent content = store.content(message.id()).orElseThrow()) {
            store.expunge(test.inbox(), Optional.empty());
            store.settle();
            assertThat(store.content(message.id())).isEmpty();
            try (InputStream in = content.open()) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("one two three");
            }
        }
        store.settle();
        assertThat(store.verify()).isEmpty();
    }

    @Test
    void erasesAtTheNextOpeningWhatWasReadAtTheEnd() {
        test.append("INBOX", "one", Flag.DELETED);
        StoredMessage message = test.fetchOne("INBOX", 1);
        MessageContent content = store.content(message.id()).orElseThrow();
        store.expunge(test.inbox(), Optional.empty());
        test.reopen();
        test.store().settle();
        assertThat(test.store().content(message.id())).isEmpty();
        content.close();
    }

    @Test
    void tellsWatchersAfterTheCommit() throws InterruptedException {
        BlockingQueue<Set<Event>> told = new LinkedBlockingQueue<>();
        try (AccountStore.Watch watch = store.watch(told::add)) {
            assertThat(watch).isNotNull();
            test.append("Sent", "x");
            assertThat(told.poll(10, TimeUnit.SECONDS)).containsExactly(new Event.MessageNew(test.id("Sent")));
        }
        test.append("Sent", "y");
        assertThat(told).isEmpty();
    }

    /** What is longer than a row, and what is as long as one, is read along or not; nobody may see where the border is. */
    @Test
    void readsHeadersAndBodiesOfEveryLength() throws IOException {
        List<byte[]> letters = new ArrayList<>();
        Random random = new Random(5);
        for (int header : List.of(0, 2, 100, 65_535, 65_536, 65_537, 131_072, 200_000)) {
            for (int body : List.of(0, 1, 65_535, 65_536, 65_537, 140_000)) {
                letters.add(letter(random, header, body));
            }
        }
        letters.forEach(letter -> test.append(test.inbox(), Octets.of(letter)));
        UidSet all = UidSet.of(List.of(new UidSet.Range(1, letters.size())));
        assertThat(test.store().verify()).isEmpty();
        assertThat(test.store().verifyContents()).isEmpty();
        for (boolean body : new boolean[] {false, true}) {
            List<Uid> read = new ArrayList<>();
            test.store().fetch(test.inbox(), all, EnumSet.noneOf(Want.class), body, (message, content) -> {
                byte[] letter = letters.get(read.size());
                read.add(message.uid());
                int header = header(letter);
                assertThat(content.headerLength()).isEqualTo(header);
                assertThat(content.length()).isEqualTo(letter.length);
                assertThat(octets(content, 0, header)).isEqualTo(Arrays.copyOf(letter, header));
                if (body) {
                    assertThat(octets(content, 0, letter.length)).isEqualTo(letter);
                    int from = letter.length / 3;
                    assertThat(octets(content, from, 70_000))
                            .isEqualTo(Arrays.copyOfRange(letter, from, Math.min(letter.length, from + 70_000)));
                }
            });
            assertThat(read).hasSize(letters.size());
        }
    }

    private static int header(byte[] letter) {
        try {
            return (int) MimeScanner.scan(Octets.of(letter), MimeScanner.Limits.DEFAULT)
                    .root()
                    .bodyStart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] octets(MessageContent content, long from, long length) {
        try (InputStream in = content.open(from, length)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param header octets of its header with the empty line; none where that is 0 */
    private static byte[] letter(Random random, int header, int body) {
        StringBuilder text = new StringBuilder();
        while (text.length() + 1_000 < header) {
            text.append("X-Noise: ")
                    .append(Long.toString(random.nextLong(), 36).repeat(90), 0, 700)
                    .append("\r\n");
        }
        if (header > 2) {
            text.append("X: ").append("x".repeat(header - text.length() - 7)).append("\r\n");
        }
        text.append(header > 0 ? "\r\n" : "");
        while (text.length() < header + body) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void tellsAWatcherOfOthersNothingOfItsOwn() throws InterruptedException {
        BlockingQueue<Event> others = new LinkedBlockingQueue<>();
        try (AccountStore.Watch watch = store.watchOthers(others::addAll)) {
            assertThat(watch).isNotNull();
            test.append("Sent", "x");
            Thread other = Thread.ofVirtual().start(() -> test.append("Junk", "x"));
            other.join();
            test.append("Sent", "y");
            Thread.ofVirtual().start(() -> test.append("Trash", "x")).join();
            assertThat(others.poll(10, TimeUnit.SECONDS)).isEqualTo(new Event.MessageNew(test.id("Junk")));
            assertThat(others.poll(10, TimeUnit.SECONDS)).isEqualTo(new Event.MessageNew(test.id("Trash")));
        }
    }

    @Test
    void tellsWatchersWhatBecameOfMailboxes() throws InterruptedException {
        BlockingQueue<Event> told = new LinkedBlockingQueue<>();
        try (AccountStore.Watch watch = store.watch(told::addAll)) {
            assertThat(watch).isNotNull();
            store.createMailbox(new MailboxName("a/b"), Set.of());
            assertThat(next(told, 4))
                    .containsExactlyInAnyOrder(
                            new Event.UidValidityChange(test.id("a")),
                            new Event.UidValidityChange(test.id("a/b")),
                            named("a"),
                            named("a/b"));
            store.subscribe(new MailboxName("a/b"));
            store.subscribe(new MailboxName("a/b"));
            MailboxId id = test.id("a/b");
            store.renameMailbox(new MailboxName("a"), new MailboxName("c"));
            assertThat(next(told, 5))
                    .containsExactlyInAnyOrder(
                            new Event.SubscriptionChange(new MailboxName("a/b")),
                            new Event.SubscriptionChange(new MailboxName("c/b")),
                            new Event.UidValidityChange(test.id("c")),
                            new Event.UidValidityChange(id),
                            new Event.NameChange(new MailboxName("c"), Optional.of(new MailboxName("a"))));
            store.deleteMailbox(new MailboxName("c/b"));
            assertThat(next(told, 3)).containsExactlyInAnyOrder(new Event.MessageExpunge(id), named("c/b"), named("c"));
        }
    }

    private static Event named(String name) {
        return new Event.NameChange(new MailboxName(name), Optional.empty());
    }

    private static Set<Event> next(BlockingQueue<Event> told, int count) throws InterruptedException {
        Set<Event> next = new HashSet<>();
        for (int i = 0; i < count; i++) {
            next.add(told.poll(10, TimeUnit.SECONDS));
        }
        return next;
    }

    @Test
    void putsAnswersOnTheThreadOfTheirLetter() {
        test.append("INBOX", "Message-ID: <a@x>\r\n\r\n1");
        test.append("Sent", "Message-ID: <b@x>\r\nIn-Reply-To: <a@x>\r\n\r\n2");
        test.append("INBOX", "Message-ID: <c@x>\r\nReferences: <a@x> <b@x>\r\n\r\n3");
        test.append("INBOX", "Message-ID: <d@x>\r\n\r\n4");
        long thread = test.fetchOne("INBOX", 1, Want.THREAD).thread().orElseThrow();
        assertThat(test.fetchOne("Sent", 1, Want.THREAD).thread().orElseThrow()).isEqualTo(thread);
        assertThat(test.fetchOne("INBOX", 2, Want.THREAD).thread().orElseThrow())
                .isEqualTo(thread);
        assertThat(test.fetchOne("INBOX", 3, Want.THREAD).thread().orElseThrow())
                .isNotEqualTo(thread);
    }

    /** A page may be full where a range ends. */
    @Test
    void fetchesNothingBetweenRanges() {
        for (int i = 0; i < 60; i++) {
            test.append("INBOX", "m" + i);
        }
        long[] odd =
                java.util.stream.LongStream.range(0, 30).map(i -> 2 * i + 1).toArray();
        List<Long> uids = new ArrayList<>();
        store.fetch(
                test.inbox(),
                UidSet.of(odd),
                EnumSet.noneOf(Want.class),
                m -> uids.add(m.uid().value()));
        assertThat(uids).containsExactlyElementsOf(Arrays.stream(odd).boxed().toList());
    }

    @Test
    void fetchesPagesInOrder() {
        for (int i = 0; i < 40; i++) {
            test.append("INBOX", "m" + i, i % 2 == 0 ? Flag.SEEN : Flag.FLAGGED);
        }
        List<Long> uids = new ArrayList<>();
        UidSet wanted = UidSet.of(List.of(
                new UidSet.Range(2, 2), new UidSet.Range(4, 20), new UidSet.Range(39, 50), new UidSet.Range(90, 99)));
        store.fetch(
                test.inbox(),
                wanted,
                java.util.EnumSet.noneOf(Want.class),
                m -> uids.add(m.uid().value()));
        assertThat(uids).hasSize(1 + 17 + 2).isSorted().startsWith(2L, 4L).endsWith(20L, 39L, 40L);
        assertThat(Instant.now()).isAfter(TestStore.RECEIVED);
    }
}
