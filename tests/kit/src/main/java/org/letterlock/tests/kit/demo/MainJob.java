package org.letterlock.tests.kit.demo;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.protocol.ClientSettings;
import org.letterlock.protocol.NewCredential;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.SmtpTestClient.Reply;
import org.letterlock.tests.kit.Waiting;

/** The main job in its chapters, each of which notes what it proved. */
final class MainJob {

    private static final String ANNA = "anna@example.test";
    private static final String BERTIL = "bertil@example.test";
    private static final String FRIEND = "friend@example.org";
    private static final String PLAIN_WORD = "persimmon-lantern-seventeen";
    private static final String SUBJECT_WORD = "Harvest-of-the-quiet-orchard";
    private static final String JAPANESE = "柿の木の下の灯籠";
    private static final int ATTACHMENT = 12 << 20;
    private static final int CONNECTIONS = 4;
    private static final int KILL_AFTER = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern ENCODED_WORD = Pattern.compile("=\\?([^?]+)\\?[Bb]\\?([^?]*)\\?=");

    private final EngineProcess engine;
    private final Story story;
    private final LetterMaker letters = new LetterMaker(System.nanoTime());
    private String annasPassword = "";
    private String bertilsPassword = "";

    MainJob(EngineProcess engine, Story story) {
        this.engine = engine;
        this.story = story;
    }

    void run() throws IOException {
        story.tell("Ready after " + engine.startTime().toMillis() + " ms. Its data is in " + engine.data() + ".");
        makeMailboxes();
        List<Letter> delivered = deliverWhileLocked();
        List<byte[]> words = words(delivered);
        lookAtDisk("sealed while the mailbox is locked", words);
        try (ImapTestClient imap = readThem(delivered)) {
            announce(imap);
            answer(imap);
            lookAtDisk("still sealed when it was read", words);
        }
        killInBurst();
    }

    private void makeMailboxes() {
        story.chapter("Making example.test with two mailboxes");
        try (ControlClient control = engine.control()) {
            control.addDomain("example.test");
            NewCredential anna = control.addAccount(ANNA);
            annasPassword = anna.password();
            bertilsPassword = control.addAccount(BERTIL).password();
            story.tell(ANNA + "    password  " + annasPassword);
            story.tell(BERTIL + "  password  " + bertilsPassword);
            story.tell("For a mail program on this computer (its certificate is self-made, accept it):");
            story.tell("  user name  " + anna.settings().userName());
            anna.settings().reading().forEach(server -> tell("reading", server));
            anna.settings().sending().forEach(server -> tell("sending", server));
        }
    }

    private void tell(String use, ClientSettings.Server server) {
        story.tell("  " + use + "    " + server.protocol() + " at 127.0.0.1, port " + server.port() + ", "
                + server.security());
    }

    private List<Letter> deliverWhileLocked() {
        story.chapter("Delivering letters over SMTP while the mailbox is locked");
        List<Letter> sent = List.of(
                letters.plain(
                        FRIEND, ANNA, SUBJECT_WORD, "Dear Anna,\nthe word of this letter is " + PLAIN_WORD + ".\n"),
                letters.japaneseUtf8(FRIEND, ANNA, JAPANESE, "アンナさん、\n" + JAPANESE + "で会いましょう。\n"),
                letters.japaneseIso2022Jp(FRIEND, ANNA, JAPANESE, "アンナさん、\n" + JAPANESE + "で会いました。\n"),
                letters.withAttachment(FRIEND, ANNA, "The film", "Here it is.\n", "film.bin", ATTACHMENT));
        boolean all = true;
        try (SmtpTestClient client = engine.mx()) {
            client.ehlo();
            if (client.extensions().contains("STARTTLS")) {
                client.startTls();
            }
            for (Letter letter : sent) {
                Reply reply = client.deliver(FRIEND, List.of(ANNA), letter.octets());
                all &= reply.code() == 250;
                story.tell(String.format(Locale.ROOT, "%,12d octets: %s", letter.octets().length, reply));
            }
            Reply stranger = client.deliver(
                    FRIEND, List.of("nobody@example.test"), sent.getFirst().octets());
            Reply relay = client.deliver(
                    FRIEND, List.of("somebody@example.net"), sent.getFirst().octets());
            story.tell("To an unknown address: " + stranger);
            story.tell("To a foreign domain:   " + relay);
            story.prove(
                    "unknown recipients and relaying are refused",
                    stranger.code() >= 500 && relay.code() >= 500,
                    stranger.code() + ", " + relay.code());
            client.quit();
        }
        try (ControlClient control = engine.control()) {
            boolean locked = !control.account(ANNA).unlocked();
            long waiting = control.account(ANNA).waiting();
            story.tell(
                    "The mailbox is " + (locked ? "locked" : "open") + "; " + waiting + " letters wait for its owner.");
            story.prove(
                    "letters are taken while the mailbox is locked",
                    all && locked && waiting == sent.size(),
                    waiting + " wait");
        }
        return sent;
    }

    /** Octets that would give a letter away, in each form in which it travelled or might be kept. */
    private List<byte[]> words(List<Letter> delivered) {
        List<byte[]> words = new ArrayList<>();
        words.add(PLAIN_WORD.getBytes(StandardCharsets.US_ASCII));
        words.add(SUBJECT_WORD.getBytes(StandardCharsets.US_ASCII));
        words.add(JAPANESE.getBytes(StandardCharsets.UTF_8));
        words.add(JAPANESE.getBytes(Charset.forName("ISO-2022-JP")));
        words.add(JAPANESE.getBytes(StandardCharsets.UTF_16LE));
        for (Letter letter : delivered) {
            words.add(letter.messageId().getBytes(StandardCharsets.US_ASCII));
            byte[] octets = letter.octets();
            words.add(Arrays.copyOfRange(octets, octets.length - 60, octets.length - 20));
        }
        words.add(annasPassword.getBytes(StandardCharsets.US_ASCII));
        return words;
    }

    private void lookAtDisk(String claim, List<byte[]> words) {
        story.chapter("Looking at the disk without a key");
        Burglar.Loot loot = Burglar.search(engine.data(), words);
        story.tell("Copied " + loot.files() + " files, "
                + String.format(Locale.ROOT, "%,d", loot.octets()) + " octets, " + loot.databases()
                + " of them databases; looked for " + words.size() + " words of the letters in all their codings.");
        story.tell("Databases that open without the key: " + loot.opened().size() + ". Words found: "
                + loot.readable().size() + ".");
        loot.readable().forEach(found -> story.tell("Readable: " + found));
        loot.opened().forEach(found -> story.tell("Open: " + found));
        story.prove(
                "mail on the disk is " + claim,
                loot.isEmpty() && loot.databases() >= 4,
                loot.databases() + " databases, " + loot.opened().size() + " open, "
                        + loot.readable().size() + " words of " + words.size());
    }

    private ImapTestClient readThem(List<Letter> delivered) {
        story.chapter("Signing in over IMAP and reading what arrived");
        ImapTestClient imap = engine.imaps().login(ANNA, annasPassword);
        awaitMessages(imap, delivered.size());
        Map<Long, byte[]> bodies = imap.fetch("1:*", "");
        int same = 0;
        for (byte[] body : bodies.values()) {
            String subject = decoded(header(body, "Subject"));
            Letter original = delivered.stream()
                    .filter(letter -> header(body, "Message-ID").equals(letter.messageId()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("a letter that nobody sent: " + subject));
            same += endsWith(body, original.octets()) ? 1 : 0;
            story.tell(String.format(Locale.ROOT, "%,12d octets: %s", body.length, subject));
        }
        story.prove(
                "each letter arrived once, octet for octet",
                bodies.size() == delivered.size() && same == delivered.size(),
                same + " of " + delivered.size());
        List<Long> found = imap.searchText("BODY", JAPANESE.substring(3, 7));
        story.tell("Searching the bodies for " + JAPANESE.substring(3, 7) + " finds " + found.size() + " letters.");
        story.prove("Japanese text is found, in either coding", found.size() == 2, found.size() + " of 2");
        return imap;
    }

    /** Waits until INBOX holds so many: what waited in the intake moves in while its owner is let in. */
    private static void awaitMessages(ImapTestClient imap, long count) {
        imap.select("INBOX");
        if (!Waiting.until(PATIENCE, () -> imap.select("INBOX") >= count)) {
            throw new IllegalStateException("the letters that waited did not arrive in INBOX");
        }
    }

    private void announce(ImapTestClient imap) {
        story.chapter("Waiting in IDLE while a letter arrives");
        long before = imap.select("INBOX");
        String tag = imap.idle();
        try (SmtpTestClient client = engine.mx()) {
            client.ehlo();
            Letter letter = letters.plain(FRIEND, ANNA, "Are you there?", "Say something.\n");
            client.deliver(FRIEND, List.of(ANNA), letter.octets()).expect(250);
            long accepted = System.nanoTime();
            imap.await("* " + (before + 1) + " EXISTS");
            long micros = (System.nanoTime() - accepted) / 1_000;
            story.tell(String.format(Locale.ROOT, "Announced %.1f ms after it was acknowledged.", micros / 1_000.0));
            story.prove(
                    "a new letter is announced at once",
                    true,
                    String.format(Locale.ROOT, "%.1f ms after 250", micros / 1_000.0));
            client.quit();
        }
        imap.done(tag);
    }

    private void answer(ImapTestClient imap) {
        story.chapter("Answering through submission");
        Letter answer = letters.plain(ANNA, BERTIL, "Re: Are you there?", "I am here.\n");
        try (SmtpTestClient client = engine.submissions()) {
            client.ehlo();
            Reply unauthenticated = client.command("MAIL FROM:<" + ANNA + ">");
            Reply signedIn = client.authPlain(ANNA, annasPassword);
            Reply sent = client.deliver(ANNA, List.of(BERTIL), answer.octets());
            Reply forged = client.command("MAIL FROM:<" + BERTIL + ">");
            story.tell("Before signing in: " + unauthenticated);
            story.tell("The answer: " + sent);
            story.tell("As somebody else: " + forged);
            story.prove(
                    "submission is for its owner alone",
                    unauthenticated.code() >= 500 && signedIn.code() == 235 && forged.code() >= 500,
                    unauthenticated.code() + ", " + signedIn.code() + ", " + forged.code());
            sent.expect(250);
        }
        imap.append("Sent", "\\Seen", answer.octets());
        try (ImapTestClient bertil = engine.imaps().login(BERTIL, bertilsPassword)) {
            awaitMessages(bertil, 1);
            List<String> ids = bertil.headers("1:*", "MESSAGE-ID");
            story.tell(BERTIL + " signs in and has it: "
                    + bertil.headers("1:*", "SUBJECT").getFirst());
            story.prove(
                    "the answer arrived in the other mailbox",
                    ids.equals(List.of(answer.messageId())),
                    ids.size() + " letter");
            bertil.logout();
        }
    }

    private void killInBurst() {
        story.chapter("Killing the server in the middle of a burst of deliveries");
        Burst burst = new Burst(engine.address("mx"), CONNECTIONS, ANNA, 8_000, System.nanoTime());
        boolean begun = burst.awaitAcknowledged(KILL_AFTER, PATIENCE);
        engine.kill9();
        burst.end();
        Set<String> acknowledged = burst.acknowledged();
        story.tell("SIGKILL after " + acknowledged.size() + " letters were acknowledged over " + CONNECTIONS
                + " connections, with " + (burst.offered().size() - acknowledged.size()) + " under way.");
        engine.startAgain();
        story.tell("Started again on the same files after " + engine.startTime().toMillis() + " ms.");
        Map<String, Integer> found = countAfterRestart(burst.offered());
        long lost = acknowledged.stream().filter(id -> !found.containsKey(id)).count();
        long doubled = found.values().stream().filter(times -> times > 1).count();
        story.tell("In the mailbox: " + found.size() + " letters of the burst; lost: " + lost + "; doubled: " + doubled
                + ".");
        story.prove(
                "after kill -9 every acknowledged letter is there exactly once",
                begun && lost == 0 && doubled == 0,
                acknowledged.size() + " acknowledged, " + lost + " lost, " + doubled + " doubled");
    }

    private Map<String, Integer> countAfterRestart(Set<String> offered) {
        try (ImapTestClient imap = engine.imaps().login(ANNA, annasPassword);
                ControlClient control = engine.control()) {
            if (!Waiting.until(PATIENCE, () -> control.account(ANNA).waiting() == 0)) {
                throw new IllegalStateException("letters still wait though their owner has signed in");
            }
            imap.select("INBOX");
            Map<String, Integer> found = new HashMap<>();
            for (String id : imap.headers("1:*", "MESSAGE-ID")) {
                if (offered.contains(id)) {
                    found.merge(id, 1, Integer::sum);
                }
            }
            imap.logout();
            return found;
        }
    }

    private static String header(byte[] letter, String field) {
        String text = new String(letter, 0, Math.min(letter.length, 8_192), StandardCharsets.ISO_8859_1);
        String head = "\r\n" + text.substring(0, Math.max(0, text.indexOf("\r\n\r\n")));
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + field.toLowerCase(Locale.ROOT) + ":");
        if (at < 0) {
            return "";
        }
        String value = head.substring(at + field.length() + 3);
        int end = value.indexOf("\r\n");
        return (end < 0 ? value : value.substring(0, end)).strip();
    }

    private static String decoded(String header) {
        Matcher word = ENCODED_WORD.matcher(header);
        return word.replaceAll(match -> Matcher.quoteReplacement(
                new String(Base64.getDecoder().decode(match.group(2)), Charset.forName(match.group(1)))));
    }

    private static boolean endsWith(byte[] letter, byte[] end) {
        int from = letter.length - end.length;
        return from >= 0 && Arrays.equals(letter, from, letter.length, end, 0, end.length);
    }
}
