package org.letterlock.tests.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.letterlock.tests.kit.peer.DnsPeer;
import org.letterlock.tests.kit.peer.DovecotPeer;
import org.letterlock.tests.kit.peer.MailChecks;
import org.letterlock.tests.kit.peer.OwnNetwork;
import org.letterlock.tests.kit.peer.PostfixPeer;
import org.letterlock.tests.kit.peer.Program;

/** Intake from strangers with all checks on, beside a Postfix with its own; in a network of its own, because nobody checks loopback. */
final class CheckedBench implements Bench.Measurement {

    private final int letters;
    private final int runs;

    CheckedBench(int letters, int runs) {
        this.letters = letters;
        this.runs = runs;
    }

    @Override
    public List<Figure> measure() throws IOException {
        if (!(OwnNetwork.isPossible()
                && DnsPeer.isPossible()
                && MailChecks.arePossible()
                && PostfixPeer.isPossible()
                && DovecotPeer.isPossible())) {
            return List.of();
        }
        Program.Result result = OwnNetwork.run(
                        Duration.ofMinutes(20),
                        CheckedIntake.class.getName(),
                        Integer.toString(letters),
                        Integer.toString(runs))
                .expectSuccess();
        return result.output()
                .lines()
                .filter(line -> line.startsWith(Figure.MARK))
                .map(Figure::unmarked)
                .toList();
    }
}
