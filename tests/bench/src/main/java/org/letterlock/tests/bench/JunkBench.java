package org.letterlock.tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.spam.Judge;
import org.letterlock.engine.spam.JunkLevel;
import org.letterlock.engine.spam.Reading;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.NewMessage;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.TempFolder;

/** What judging a letter costs in an account that learned from many. */
final class JunkBench implements Bench.Measurement {

    private static final double LIMIT = 5;
    private static final Provenance OUTSIDE = new Provenance(true, Set.of(Provenance.Clue.AUTHOR_PROVEN), List.of());

    private final int learned;
    private final int judged;

    /**
     * @param learned how many letters of each kind
     * @param judged how many letters
     */
    JunkBench(int learned, int judged) {
        this.learned = learned;
        this.judged = judged;
    }

    @Override
    public List<Figure> measure() {
        try (TempFolder folder = new TempFolder();
                Home home = new Home(folder.path());
                Login login = home.login()) {
            AccountStore store = home.store(login);
            LetterMaker maker = new LetterMaker(31);
            learn(store, maker, "Junk");
            learn(store, maker, "Archive");
            store.settle();
            List<Figure> figures = new ArrayList<>();
            figures.add(figure(store, "10 KB of text", text(maker)));
            figures.add(figure(store, "40 KB of HTML with 100 links", html(maker)));
            return figures;
        }
    }

    private void learn(AccountStore store, LetterMaker maker, String to) {
        MailboxId inbox = store.mailbox(MailboxName.INBOX).orElseThrow().id();
        List<NewMessage> letters = new ArrayList<>();
        for (int i = 0; i < learned; i++) {
            letters.add(new NewMessage(text(maker), Set.of(), Instant.now()));
        }
        store.append(inbox, letters);
        store.move(
                inbox,
                UidSet.of(List.of(new UidSet.Range(1, 0xFFFF_FFFFL))),
                store.mailbox(new MailboxName(to)).orElseThrow().id());
    }

    private static Octets text(LetterMaker maker) {
        return Octets.of(maker.prose("sender@example.org", "anna@example.test", "Letter", 9_700)
                .octets());
    }

    private static Octets html(LetterMaker maker) {
        StringBuilder letter = new StringBuilder(
                "From: a@example.org\r\nSubject: News\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<table>");
        String prose = new String(
                maker.prose("a@example.org", "b@example.test", "x", 30_000).octets(), StandardCharsets.UTF_8);
        for (int i = 0; i < 100; i++) {
            letter.append("<tr><td style=\"padding:0\"><a href=\"https://n")
                    .append(i)
                    .append(".example.org/\">one</a> ")
                    .append(prose, i * 250, i * 250 + 250)
                    .append("</td></tr>\r\n");
        }
        return Octets.of(letter.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Figure figure(AccountStore store, String what, Octets letter) {
        List<Double> millis = new ArrayList<>();
        // The first ones show the compiler of the JVM at work.
        for (int i = -judged; i < judged; i++) {
            long begun = System.nanoTime();
            judge(store, letter);
            if (i >= 0) {
                millis.add((System.nanoTime() - begun) / 1e6);
            }
        }
        Sample sample = new Sample(millis);
        return Figure.within(
                "judging a letter, " + what + ", " + learned + " of each kind learned, median of " + judged,
                sample.median(),
                " (p99 " + Sample.shown(sample.percentile(99)) + ")",
                LIMIT,
                "ms");
    }

    private static void judge(AccountStore store, Octets letter) {
        try {
            Reading reading = Reading.of(letter);
            Judge.judge(JunkLevel.NORMAL, OUTSIDE, reading, store.experience(reading));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
