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
    private volatile boolean inGoodOrder;

    Serving(ServeSettings settings, Clock clock, SecureRandom random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /** Runs to the end and says the exit code. */
    int run() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::stopOnSignal));
        try {
            serve();
            inGoodOrder = true;
            LOG.info("Stopped");
            return 0;
        } finally {
            ended.countDown();
        }
    }

    private void serve() {
        try (Engine engine = Engine.start(settings, clock, random, stop::countDown)) {
            writePortsFile(engine);
            LOG.info("Letterlock {} is ready: {}", Version.text(), engine.listening());
            awaitStop();
            LOG.info("Stopping");
        }
    }

    private void awaitStop() {
        try {
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The JVM ends when its shutdown hooks return: this one returns when everything is closed. A signal that was obeyed in good order is no failure, so the exit
     * code is 0 and not the signal's.
     */
    private void stopOnSignal() {
        stop.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (inGoodOrder) {
            Runtime.getRuntime().halt(0);
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
