package org.letterlock.tests.system.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.letterlock.protocol.CredentialOrder;
import org.letterlock.protocol.EngineApi;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;

/** What the actors of a round do. Each is used by one thread. */
final class Work {

    private static final Place INBOX = Place.in("INBOX");

    private Work() {}

    /** Delivers letters by SMTP to one account, now and then a large one. */
    static final class Deliver implements Actors.Work, AutoCloseable {
        private final SmtpTestClient client;
        private final LetterMaker letters;
        private final Random random;
        private final String to;
        private final Ledger ledger;

        Deliver(EngineProcess engine, String to, Ledger ledger, long seed) {
            this.client = engine.mx().ehlo();
            this.letters = new LetterMaker(seed);
            this.random = new Random(seed);
            this.to = to;
            this.ledger = ledger;
        }

        @Override
        public void once() {
            int size = random.nextInt(60) == 0 ? 1_500_000 : 500 + random.nextInt(6_000);
            Letter letter = letters.sized("news@example.org", to, "Crash", size);
            ledger.begin(letter.messageId(), INBOX);
            client.deliver(letter.from(), List.of(to), letter.octets()).expect(250);
            ledger.done(letter.messageId(), INBOX);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** Submits letters for another server, each third also for an account here. */
    static final class Submit implements Actors.Work, AutoCloseable {
        private final SmtpTestClient client;
        private final LetterMaker letters;
        private final String from;
        private final String local;
        private final Ledger here;
        private final Ledger sent;
        private int submitted;

        Submit(EngineProcess engine, String from, String password, String local, Ledger here, Ledger sent, long seed) {
            this.client = engine.submissions().ehlo();
            client.authPlain(from, password).expect(235);
            this.letters = new LetterMaker(seed);
            this.from = from;
            this.local = local;
            this.here = here;
            this.sent = sent;
        }

        @Override
        public void once() {
            boolean both = submitted++ % 3 == 0;
            String remote = "somebody@" + CrashRounds.FAR;
            Letter letter = letters.sized(from, remote, "Crash", 2_000);
            sent.begin(letter.messageId(), Place.in("sink"));
            if (both) {
                here.begin(letter.messageId(), INBOX);
            }
            client.deliver(from, both ? List.of(remote, local) : List.of(remote), letter.octets())
                    .expect(250);
            sent.done(letter.messageId(), Place.in("sink"));
            if (both) {
                here.done(letter.messageId(), INBOX);
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** Submits letters for a server that cannot be reached, each to a recipient of its own: they stay in the queue. */
    static final class Enqueue implements Actors.Work, AutoCloseable {
        private final SmtpTestClient client;
        private final LetterMaker letters;
        private final String from;
        private final Ledger ledger;
        private final String prefix;
        private int submitted;

        Enqueue(EngineProcess engine, String from, String password, Ledger ledger, int round, long seed) {
            this.client = engine.submissions().ehlo();
            client.authPlain(from, password).expect(235);
            this.letters = new LetterMaker(seed);
            this.from = from;
            this.ledger = ledger;
            this.prefix = "q" + round + "-";
        }

        @Override
        public void once() {
            String to = prefix + submitted++ + "@" + CrashRounds.FAR;
            Letter letter = letters.sized(from, to, "Crash", 2_000);
            ledger.begin(to, Place.in("queue"));
            client.deliver(from, List.of(to), letter.octets()).expect(250);
            ledger.done(to, Place.in("queue"));
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** Appends to one mailbox, changes flags there, moves to another, expunges there. */
    static final class Tend implements Actors.Work, AutoCloseable {
        private final ImapTestClient imap;
        private final LetterMaker letters;
        private final Random random;
        private final Ledger ledger;
        private final String from;
        private final String to;

        Tend(EngineProcess engine, String user, String password, Ledger ledger, int round, long seed) {
            this.imap = engine.imaps().login(user, password);
            this.letters = new LetterMaker(seed);
            this.random = new Random(seed);
            this.ledger = ledger;
            this.from = "r" + round;
            this.to = "m" + round;
            imap.attempt("CREATE " + from);
            imap.attempt("CREATE " + to);
            imap.select(from);
        }

        @Override
        public void once() {
            int size = random.nextInt(60) == 0 ? 1_500_000 : 500 + random.nextInt(6_000);
            Letter letter = letters.sized("anna@example.test", "b@example.org", "Crash", size);
            String id = letter.messageId();
            Place fresh = Place.in(from, "$Fresh");
            ledger.begin(id, fresh);
            long uid = imap.append(from, "$Fresh", letter.octets()).orElseThrow();
            ledger.done(id, fresh);
            int what = random.nextInt(4);
            if (what == 0) {
                return;
            }
            Place seen = Place.in(from, "$Fresh", "\\Seen");
            change(id, seen, "UID STORE " + uid + " +FLAGS.SILENT (\\Seen)");
            if (what == 1) {
                change(id, Place.in(to, "$Fresh", "\\Seen"), "UID MOVE " + uid + " " + to);
            } else if (what == 2) {
                change(
                        id,
                        Place.in(from, "$Fresh", "\\Seen", "\\Deleted"),
                        "UID STORE " + uid + " +FLAGS.SILENT (\\Deleted)");
                change(id, Place.NOWHERE, "UID EXPUNGE " + uid);
            } else {
                change(id, Place.in(from, "\\Answered"), "UID STORE " + uid + " FLAGS (\\Answered)");
            }
        }

        private void change(String id, Place wanted, String command) {
            ledger.begin(id, wanted);
            imap.command(command);
            ledger.done(id, wanted);
        }

        @Override
        public void close() {
            imap.close();
        }
    }

    /** Moves what arrived in INBOX into another mailbox, all at once. */
    static final class Sort implements Actors.Work, AutoCloseable {
        private final ImapTestClient imap;
        private final Ledger ledger;
        private final String to;

        Sort(EngineProcess engine, String user, String password, Ledger ledger, int round) {
            this.imap = engine.imaps().login(user, password);
            this.ledger = ledger;
            this.to = "s" + round;
            imap.attempt("CREATE " + to);
            imap.select("INBOX");
        }

        @Override
        public void once() {
            imap.command("NOOP");
            List<String> uids = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (Map.Entry<Long, String> each : Reading.ids(imap, "1:*").entrySet()) {
                if (ledger.isExactly(each.getValue(), INBOX)) {
                    uids.add(each.getKey().toString());
                    ids.add(each.getValue());
                }
            }
            if (uids.isEmpty()) {
                return;
            }
            ids.forEach(id -> ledger.begin(id, Place.in(to)));
            imap.command("UID MOVE " + String.join(",", uids) + " " + to);
            ids.forEach(id -> ledger.done(id, Place.in(to)));
        }

        @Override
        public void close() {
            imap.close();
        }
    }

    /** Adds and removes credentials, gives an address, and makes an account. */
    static final class Administer implements Actors.Work, AutoCloseable {
        private final ControlClient control;
        private final Books books;
        private final String user;
        private final String password;
        private final String prefix;
        private int made;

        Administer(EngineProcess engine, Books books, String user, String password, int round) {
            this.control = engine.control();
            this.books = books;
            this.user = user;
            this.password = password;
            this.prefix = "c" + round + "-";
        }

        @Override
        public void once() {
            String name = prefix + made++;
            String fresh = change(
                    books.credentials(),
                    name,
                    "credentials",
                    () -> control.call(engine -> engine.addCredential(new CredentialOrder(user, name, null, password)))
                            .password());
            books.passwords().put(name, fresh);
            if (made % 2 == 0) {
                books.credentials().begin(name, Place.NOWHERE);
                control.call(engine -> engine.removeCredential(new org.letterlock.protocol.CredentialName(user, name)));
                books.credentials().done(name, Place.NOWHERE);
            }
            String address = prefix + made + "@" + CrashRounds.NEAR;
            change(
                    books.addresses(),
                    address,
                    "addresses",
                    () -> control.call(
                            engine -> engine.addAddress(new org.letterlock.protocol.AddressOrder(address, user))));
            if (made == 2) {
                String account = prefix + "account@" + CrashRounds.NEAR;
                String secret = change(
                        books.accounts(),
                        account,
                        "accounts",
                        () -> control.addAccount(account).password());
                books.passwords().put(account, secret);
            }
        }

        private static <T> T change(Ledger ledger, String thing, String where, Supplier<T> call) {
            ledger.begin(thing, Place.in(where));
            T answer = call.get();
            ledger.done(thing, Place.in(where));
            return answer;
        }

        @Override
        public void close() {
            control.close();
        }
    }

    /** Keeps a mailbox open, so that its account stays unlocked. */
    static final class Watch implements Actors.Work, AutoCloseable {
        private final ImapTestClient imap;

        Watch(EngineProcess engine, String user, String password) {
            this.imap = engine.imaps().login(user, password);
            imap.select("INBOX");
            imap.idle();
        }

        @Override
        public void once() {
            imap.await("EXISTS");
        }

        @Override
        public void close() {
            imap.close();
        }
    }

    /** What {@link EngineApi} calls an account. */
    static EngineApi.AccountAddress named(String address) {
        return new EngineApi.AccountAddress(address);
    }
}
