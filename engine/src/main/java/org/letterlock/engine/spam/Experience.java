package org.letterlock.engine.spam;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.letterlock.engine.spam.Judgement.Ground;

/**
 * What an account remembers that concerns a letter.
 *
 * @param letters how many it learned from
 * @param words for each word of the letter that it knows, in how many of them it stood
 * @param sender how many of them the letter's sender wrote
 * @param answered how many letters the person wrote to the sender
 */
public record Experience(Count letters, List<Count> words, Count sender, long answered) {

    /** That of an account that learned nothing. */
    public static final Experience NONE = new Experience(new Count(0, 0), List.of(), new Count(0, 0), 0);

    /** From fewer letters of a kind nothing follows, */
    private static final long FEW = 5;

    /** from fewer than these little, */
    private static final long SOME = 20;

    /** and from more than these all that words can tell. */
    private static final long MANY = 50;

    /** A word says nothing while it is unknown, and this much is what it would have to be seen to say something (Robinson's s and x). */
    private static final double DOUBT = 0.45;

    private static final double UNKNOWN = 0.5;

    /** Words nearer to the middle than this are noise, */
    private static final double SALIENT = 0.1;

    /** and of the others so many count, the clearest first. */
    private static final int CLEAREST = 150;

    /** Words never put a letter aside whose author is proven, not with a small fault of form either: an advertisement that somebody asked for sounds like others. */
    private static final int MOST_OF_PROVEN = 35;

    public Experience {
        words = List.copyOf(words);
    }

    /**
     * In how many letters.
     *
     * @param junk of those that the person called junk
     * @param good of the others
     */
    public record Count(long junk, long good) {}

    /** How probably its words are those of junk, 0 to 1, by Robinson's and Fisher's method; empty where too little was learned. */
    OptionalDouble spamminess() {
        if (letters.junk() < FEW || letters.good() < FEW) {
            return OptionalDouble.empty();
        }
        double[] clearest = words.stream()
                .mapToDouble(this::probability)
                .filter(p -> Math.abs(p - UNKNOWN) > SALIENT)
                .boxed()
                .sorted((one, other) -> Double.compare(Math.abs(other - UNKNOWN), Math.abs(one - UNKNOWN)))
                .limit(CLEAREST)
                .mapToDouble(Double::doubleValue)
                .toArray();
        if (clearest.length == 0) {
            return OptionalDouble.empty();
        }
        double junk = 0;
        double good = 0;
        for (double p : clearest) {
            junk += Math.log(1 - p);
            good += Math.log(p);
        }
        double junkiness = 1 - chiSquared(-2 * junk, clearest.length);
        double goodness = 1 - chiSquared(-2 * good, clearest.length);
        return OptionalDouble.of((1 + junkiness - goodness) / 2);
    }

    private double probability(Count word) {
        double junk = (double) word.junk() / letters.junk();
        double good = (double) word.good() / letters.good();
        double seen = word.junk() + word.good();
        return seen == 0 ? UNKNOWN : (DOUBT * UNKNOWN + seen * (junk / (junk + good))) / (DOUBT + seen);
    }

    /** How probable a value of chi-squared is that is at least {@code value}, for {@code 2 * half} degrees of freedom. */
    private static double chiSquared(double value, int half) {
        double m = value / 2;
        double logTerm = -m;
        double sum = Math.exp(logTerm);
        for (int i = 1; i < half; i++) {
            logTerm += Math.log(m / i);
            sum += Math.exp(logTerm);
        }
        return Math.min(sum, 1);
    }

    /**
     * What speaks against a letter, or for it.
     *
     * @param proven whether its author is who it says
     */
    List<Ground> grounds(boolean proven) {
        List<Ground> grounds = new ArrayList<>();
        spamminess().ifPresent(p -> {
            int weight = (int) Math.round(share(p) * most());
            int tenths = proven ? Math.min(weight, MOST_OF_PROVEN) : weight;
            if (tenths > 0) {
                grounds.add(new Ground(Reason.JUNK_WORDS, tenths));
            } else if (tenths < 0) {
                grounds.add(new Ground(Reason.GOOD_WORDS, tenths));
            }
        });
        if (proven && answered > 0) {
            grounds.add(new Ground(Reason.ANSWERED));
        } else if (proven && sender.good() > 1 && sender.junk() == 0) {
            grounds.add(new Ground(Reason.KNOWN_SENDER));
        } else if (sender.junk() > sender.good()) {
            grounds.add(new Ground(Reason.JUNK_SENDER));
        }
        return grounds;
    }

    /** How much words may weigh, in tenths of a point: all, so that they are enough by themselves, only where much was learned of both kinds. */
    private int most() {
        long least = Math.min(letters.junk(), letters.good());
        return least < SOME
                ? Reason.JUNK_WORDS.tenths() / 2
                : least < MANY ? Reason.JUNK_WORDS.tenths() * 4 / 5 : Reason.JUNK_WORDS.tenths();
    }

    /** How much of that: none in the middle, where letters are that are told apart badly. */
    private static double share(double spamminess) {
        if (spamminess >= 0.99) {
            return 1;
        }
        if (spamminess >= 0.95) {
            return 0.75;
        }
        if (spamminess >= 0.8) {
            return 0.4;
        }
        if (spamminess <= 0.02) {
            return -0.6;
        }
        return spamminess <= 0.2 ? -0.3 : 0;
    }
}
