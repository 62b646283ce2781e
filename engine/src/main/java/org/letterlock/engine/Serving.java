package org.letterlock.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the engine: starts it, waits until it is told to stop, and ends it in good order. */
final class Serving {

    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    private final ServeSettings settings;
    private final Clock clock;
    private final SecureRandom random;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    Serving(ServeSettings settings, Clock clock, SecureRandom random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /** Runs to the end and says the exit code. */
    int run() {
        Thread onSignal = Thread.ofPlatform().name("stop").unstarted(this::stopOnSignal);
        try (Engine engine = Engine.start(settings, clock, random, stop::countDown)) {
            Runtime.getRuntime().addShutdownHook(onSignal);
            writePortsFile(engine);
            LOG.info("Letterlock {} is ready: {}", Version.text(), engine.listening());
            awaitStop();
            LOG.info("Stopping");
        } finally {
            ended.countDown();
        }
        LOG.info("Stopped");
        return 0;
    }

    private void awaitStop() {
        try {
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The JVM ends when its shutdown hooks return: this one returns when everything is closed. */
    private void stopOnSignal() {
        stop.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writePortsFile(Engine engine) {
        if (settings.portsFile().isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        engine.listening().forEach((service, addresses) -> {
            for (InetSocketAddress address : addresses) {
                lines.append(service.word())
                        .append('=')
                        .append(address.getAddress().getHostAddress())
                        .append(':')
                        .append(address.getPort())
                        .append('\n');
            }
        });
        Path file = settings.portsFile().get().toAbsolutePath();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, lines, StandardCharsets.US_ASCII);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StartException("The ports file " + file + " cannot be written: " + DataFolder.reason(e) + ".", e);
        }
    }
}
