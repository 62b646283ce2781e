package org.letterlock.desktop.agentclient;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.ssh.RemoteCommand;
import org.letterlock.desktop.ssh.RemoteHost;
import org.letterlock.desktop.ssh.Sudo;
import org.letterlock.protocol.Caller;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.HostConnection;
import org.letterlock.protocol.Progress;

/**
 * Brings the agent to a server, unless it is there, and starts it. It lies in the user's own {@code .cache/letterlock}, under the hash of the archive, and nothing
 * of the system is changed by it.
 */
public final class AgentClient {

    private static final String PROGRAM = "letterlock-app 0.1.0";

    /** Says what the server is; every line a name and a value. Runs in any POSIX shell. */
    private static final String LOOK = """
            echo "system=$(uname -s)"
            echo "processor=$(uname -m)"
            echo "user=$(id -u)"
            d="$HOME/.cache/letterlock/$1"
            if [ -f "$d/whole" ]; then echo "agent=yes"; else echo "agent=no"; fi
            echo "free=$(df -Pk "$HOME" | tail -n 1 | awk '{print $4}')"
            """;

    /**
     * Takes the archive from its input, in a folder of this run's own, because two may come at once; leaves nothing half done under the final name, and none of older days,
     * which nobody runs any more. One that is whole stays as it is: somebody may run it.
     */
    static final String TAKE = """
            set -e
            umask 077
            c="$HOME/.cache/letterlock"
            mkdir -p "$c"
            t=$(mktemp -d "$c/new.XXXXXX")
            trap 'rm -rf "$t"' EXIT
            failed() {
                [ "$(df -Pk "$c" | tail -n 1 | awk '{print $4}')" -gt 1000 ] || exit 5
                exit "$1"
            }
            cat >"$t/tar.gz" || failed 4
            echo "$1  $t/tar.gz" | sha256sum -c - >/dev/null 2>&1 || failed 3
            mkdir "$t/agent"
            tar -C "$t/agent" --strip-components=1 -xzf "$t/tar.gz" || failed 4
            : >"$t/agent/whole"
            if [ ! -f "$c/$1/whole" ]; then
                rm -rf "$c/$1"
                mv -T "$t/agent" "$c/$1" 2>/dev/null || [ -f "$c/$1/whole" ] || failed 4
            fi
            find "$c" -mindepth 1 -maxdepth 1 ! -name "$1" -mtime +1 -exec rm -rf {} +
            """;

    private static final String START = """
            exec "$HOME/.cache/letterlock/$1/bin/letterlock-agent" stdio
            """;
    private static final String START_AS_ROOT = """
            exec sudo -n "$HOME/.cache/letterlock/$1/bin/letterlock-agent" stdio
            """;

    private static final long LEAST_KILOBYTES = 400_000;
    private static final int WRONG_SUM = 3;
    private static final int DISK_FULL = 5;

    private final Path bundles;

    /** @param bundles the folder of the archives */
    public AgentClient(Path bundles) {
        this.bundles = bundles;
    }

    /**
     * Starts the agent on a server, as root where the user can become so.
     *
     * @param host the server, entered
     * @param server what is known of it
     * @param uploaded is told from 0 to 1 while the archive goes up
     * @param progress is told how far calls are
     */
    public HostConnection start(
            RemoteHost host, ServerProfile server, DoubleConsumer uploaded, Consumer<Progress> progress)
            throws ProblemException {
        Map<String, String> seen = look(host, "none");
        if (!"Linux".equals(seen.get("system"))) {
            throw problem("not-linux", Map.of("system", seen.getOrDefault("system", "?")), null);
        }
        Bundle bundle = bundle(seen.getOrDefault("processor", ""));
        seen = look(host, bundle.sha256());
        if (!"yes".equals(seen.get("agent"))) {
            if (number(seen.get("free")) < LEAST_KILOBYTES) {
                throw problem("no-room", Map.of(), null);
            }
            upload(host, bundle, uploaded);
        }
        RemoteHost.Running agent = started(host, server, bundle.sha256());
        try {
            return HostConnection.open(
                    agent.out(), agent.in(), agent::close, new Caller(HostApi.VERSION, PROGRAM), progress);
        } catch (FailureException e) {
            throw new ProblemException(Problem.of(e.failure()));
        }
    }

    /** What an agent is asked, on a server that was entered. */
    @FunctionalInterface
    interface Question<T> {
        CompletableFuture<T> ask(HostApi agent, RemoteHost host);
    }

    /** Enters a server by the app's own key, asks its agent one thing, and leaves. */
    <T> T ask(
            Door door,
            ServerProfile server,
            DoubleConsumer uploaded,
            Consumer<Progress> progress,
            Duration patience,
            Question<T> question)
            throws ProblemException {
        Door.Secret key = new Door.Secret.Key(server.privateKey(), "");
        try (RemoteHost host = door.enter(server.address(), server.hostKey(), server.user(), key);
                HostConnection agent = start(host, server, uploaded, progress)) {
            return agent.call(question.ask(agent.host(), host), patience);
        } catch (FailureException e) {
            throw new ProblemException(Problem.of(e.failure()));
        }
    }

    private static RemoteHost.Running started(RemoteHost host, ServerProfile server, String sha256)
            throws ProblemException {
        return switch (Sudo.way(host)) {
            case FREE -> host.start(RemoteCommand.script(START_AS_ROOT, sha256));
            // Without sudo it can look, and says what it cannot.
            case ROOT, ABSENT -> host.start(RemoteCommand.script(START, sha256));
            case PASSWORD -> {
                String password = Objects.requireNonNullElse(server.sudoPassword(), "");
                Sudo.prove(host, server.user(), password);
                yield Sudo.start(host, ".cache/letterlock/" + sha256 + "/bin/letterlock-agent", password);
            }
        };
    }

    private Bundle bundle(String processor) throws ProblemException {
        try {
            Optional<Bundle> found = Bundle.find(bundles, processor);
            return found.orElseThrow(() -> problem("no-bundle", Map.of("processor", processor), bundles.toString()));
        } catch (IOException e) {
            throw problem("no-bundle", Map.of("processor", processor), String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> look(RemoteHost server, String sha256) throws ProblemException {
        RemoteHost.Ran ran = server.run(RemoteCommand.script(LOOK, sha256), new byte[0]);
        Map<String, String> seen = new HashMap<>();
        ran.out().lines().limit(1_000).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                seen.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        });
        if (!seen.containsKey("system")) {
            throw problem("no-shell", Map.of(), ran.out() + ran.err());
        }
        return seen;
    }

    private static void upload(RemoteHost server, Bundle bundle, DoubleConsumer uploaded) throws ProblemException {
        RemoteHost.Ran ran;
        try (InputStream in = Files.newInputStream(bundle.file())) {
            ran = server.pour(
                    RemoteCommand.script(TAKE, bundle.sha256()),
                    in,
                    sent -> uploaded.accept((double) sent / bundle.size()));
        } catch (IOException e) {
            throw problem("no-bundle", Map.of("processor", ""), String.valueOf(e.getMessage()));
        }
        if (ran.exitCode() != 0) {
            String code = switch (ran.exitCode()) {
                case WRONG_SUM -> "upload-broken";
                case DISK_FULL -> "no-room";
                default -> "upload-failed";
            };
            throw problem(code, Map.of(), ran.err());
        }
    }

    private static ProblemException problem(String code, Map<String, String> values, @Nullable String detail) {
        return new ProblemException(Problem.of("upload", code, values, detail));
    }

    private static long number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,15}") ? Long.parseLong(text) : 0;
    }
}
