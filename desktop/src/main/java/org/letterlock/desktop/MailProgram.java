package org.letterlock.desktop;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.letterlock.desktop.model.Mailto;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.ui.records.RecordsViewModel;

/**
 * The mail program of whoever sits here, by the system's own opener. The toolkit has one, too, which does not tell whether anything opened.
 *
 * @param opener takes a URI as its last word
 * @param longest so many characters of a URI reach the program
 * @param patience how long the opener is waited for; one that goes on has opened something
 */
record MailProgram(List<String> opener, int longest, Duration patience) implements RecordsViewModel.Mailing {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Programs of Windows take 2046, counted by others. */
    static final int WINDOWS = 2_000;

    /** Programs on a computer take far more; the web pages that some people have instead get it in an address, and that is as long as those may be in most places. */
    private static final int USUAL = 8_000;

    /** That of this system. */
    static MailProgram usual() {
        String system = System.getProperty("os.name");
        if (system.startsWith("Mac")) {
            return new MailProgram(List.of("/usr/bin/open"), USUAL, PATIENCE);
        }
        if (system.startsWith("Windows")) {
            return new MailProgram(List.of("rundll32", "url.dll,FileProtocolHandler"), WINDOWS, PATIENCE);
        }
        return new MailProgram(List.of("xdg-open"), USUAL, PATIENCE);
    }

    @Override
    public void begin(Mailto letter) throws ProblemException {
        String uri = letter.uri();
        if (uri.length() > longest) {
            throw new ProblemException(
                    Problem.of("mail", "too-long", Map.of(), uri.length() + " characters; " + longest));
        }
        try {
            Process process = new ProcessBuilder(
                            Stream.concat(opener.stream(), Stream.of(uri)).toList())
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() != 0) {
                throw notOpened(opener.getFirst() + " ended with " + process.exitValue());
            }
        } catch (IOException e) {
            throw notOpened(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notOpened("cancelled");
        }
    }

    private static ProblemException notOpened(String why) {
        return new ProblemException(Problem.of("mail", "not-opened", Map.of(), why));
    }
}
