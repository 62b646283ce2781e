package org.letterlock.engine.spam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.crypto.SipHash;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.spam.Experience.Count;

/**
 * How well words and signs tell letters apart. The corpora hold letters of many programs and languages, and no junk, so junk is made ({@link JunkLetters}): what comes out is better
 * than life. Learned from one half, judged on the other.
 */
final class JunkCorpusTest {

    private static final List<String> FOLDERS = List.of("mime", "dkim", "arc", "bounces");
    private static final int JUNK = 400;

    /** Notices of failure are much alike: some stand for all. */
    private static final int MOST_BOUNCES = 60;

    private static final long MOST_OCTETS = 200_000;
    private static final int SHORTEST = 40;

    private final SipHash key = new SipHash(new byte[SipHash.KEY]);

    @Test
    void putsMostJunkAsideAndHardlyAGoodLetter() throws IOException {
        List<Reading> good = good();
        assumeTrue(good.size() >= 100, "no corpora here");
        Collections.shuffle(good, new Random(7));
        List<String> goodWords = good.stream()
                .flatMap(letter -> Words.of(letter).stream().limit(50))
                .toList();
        JunkLetters maker = new JunkLetters(7, goodWords);
        Map<Long, Count> words = new HashMap<>();
        int half = good.size() / 2;
        for (Reading letter : good.subList(0, half)) {
            learn(words, letter, false);
        }
        for (int i = 0; i < JUNK / 2; i++) {
            learn(words, Reading.of(maker.letter(0)), true);
        }
        Count letters = new Count(JUNK / 2, half);
        List<Reading> others = good.subList(half, good.size());
        List<Reading> junk = new ArrayList<>();
        for (int i = 0; i < JUNK / 2; i++) {
            junk.add(Reading.of(maker.letter(2)));
        }
        Provenance unknown = new Provenance(true, Set.of(), List.of());
        Provenance proven = new Provenance(true, Set.of(Provenance.Clue.AUTHOR_PROVEN), List.of());
        Result bare = result(
                "nothing known of the authors",
                judged(words, letters, others, unknown),
                judged(words, letters, junk, unknown));
        Result usual = result(
                "good authors proven", judged(words, letters, others, proven), judged(words, letters, junk, unknown));
        // One of the two is an advertisement that came to somebody who kept mail for its form.
        assertThat(bare.wrong()).isLessThanOrEqualTo(2);
        assertThat(usual.wrong()).isZero();
        assertThat(bare.recall()).isGreaterThan(0.75);
    }

    private record Result(long wrong, double recall) {}

    private static Result result(String what, List<Judgement> good, List<Judgement> junk) {
        long wrong = good.stream().filter(Judgement::isJunk).count();
        long found = junk.stream().filter(Judgement::isJunk).count();
        System.out.printf(
                "junk, %s: %d of %d good letters put aside, %d of %d junk found; precision %.3f, recall %.3f%n",
                what,
                wrong,
                good.size(),
                found,
                junk.size(),
                (double) found / Math.max(1, found + wrong),
                (double) found / junk.size());
        return new Result(wrong, (double) found / junk.size());
    }

    private List<Judgement> judged(Map<Long, Count> words, Count letters, List<Reading> all, Provenance provenance) {
        return all.stream()
                .map(letter -> judge(words, letters, letter, provenance))
                .toList();
    }

    private void learn(Map<Long, Count> words, Reading letter, boolean junk) {
        for (long word : Lessons.of(letter, key).words()) {
            words.merge(
                    word,
                    junk ? new Count(1, 0) : new Count(0, 1),
                    (one, other) -> new Count(one.junk() + other.junk(), one.good() + other.good()));
        }
    }

    private Judgement judge(Map<Long, Count> words, Count letters, Reading letter, Provenance provenance) {
        List<Count> known = Lessons.of(letter, key).words().stream()
                .filter(words::containsKey)
                .map(words::get)
                .toList();
        Experience experience = new Experience(letters, known, new Count(0, 0), 0);
        return Judge.judge(JunkLevel.NORMAL, provenance, letter, experience);
    }

    private static List<Reading> good() throws IOException {
        List<Reading> good = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String folder : FOLDERS) {
            Path root = Path.of(System.getProperty("letterlock.corpora", "corpora"), folder);
            if (!Files.isDirectory(root)) {
                continue;
            }
            int of = 0;
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    boolean letter = Stream.of(".eml", ".msg", ".txt").anyMatch(file.toString()::endsWith);
                    if (!letter || Files.size(file) > MOST_OCTETS || (folder.equals("bounces") && of >= MOST_BOUNCES)) {
                        continue;
                    }
                    Reading reading = Reading.of(Octets.of(Files.readAllBytes(file)));
                    if (!reading.authors().isEmpty()
                            && reading.text().length() >= SHORTEST
                            && seen.add(reading.text())) {
                        good.add(reading);
                        of++;
                    }
                }
            }
        }
        return good;
    }
}
