package org.letterlock.desktop.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerAddress;

/** A session of JSch. */
final class JschHost implements RemoteHost {

    private static final int MOST_OUTPUT = 1024 * 1024;
    private static final int MOST_ERRORS = 8 * 1024;
    private static final int CHUNK = 32 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Session session;
    private final ServerAddress address;
    private final String user;
    private final String reachedAt;
    private final int patienceMillis;

    JschHost(Session session, ServerAddress address, String user, String reachedAt, int patienceMillis) {
        this.session = session;
        this.address = address;
        this.user = user;
        this.reachedAt = reachedAt;
        this.patienceMillis = patienceMillis;
    }

    @Override
    public String reachedAt() {
        return reachedAt;
    }

    @Override
    public Ran run(RemoteCommand command, byte[] input) throws ProblemException {
        return pour(command, new ByteArrayInputStream(input), sent -> {});
    }

    @Override
    public Ran pour(RemoteCommand command, InputStream input, LongConsumer sent) throws ProblemException {
        ChannelExec channel = open(command);
        Kept errors = new Kept(MOST_ERRORS);
        channel.setErrStream(errors);
        try {
            InputStream out = channel.getInputStream();
            OutputStream in = channel.getOutputStream();
            channel.connect(patienceMillis);
            Thread feeding = Thread.ofVirtual().start(() -> feed(input, in, sent));
            // What does not end is ended, and with it what is read.
            Thread watch = Thread.ofVirtual().start(() -> watch(feeding, channel));
            byte[] said;
            try {
                said = out.readNBytes(MOST_OUTPUT + 1);
            } finally {
                watch.interrupt();
            }
            if (said.length > MOST_OUTPUT) {
                throw new ProblemException(Faults.tooMuch(address, user));
            }
            awaitEnd(channel);
            // A server that is there says how a command ended.
            if (channel.getExitStatus() < 0) {
                throw new ProblemException(Faults.cutOff(address, user, errors.text()));
            }
            return new Ran(channel.getExitStatus(), new String(said, StandardCharsets.UTF_8), errors.text());
        } catch (IOException e) {
            throw new ProblemException(Faults.cutOff(address, user, String.valueOf(e.getMessage())));
        } catch (JSchException e) {
            throw new ProblemException(Faults.of(e, address, user));
        } finally {
            channel.disconnect();
        }
    }

    /** The exit status comes after the last octet. */
    private static void awaitEnd(ChannelExec channel) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (channel.getExitStatus() < 0 && !channel.isClosed() && System.nanoTime() < deadline) {
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(5).toNanos());
        }
    }

    private static void feed(InputStream input, OutputStream in, LongConsumer sent) {
        byte[] octets = new byte[CHUNK];
        long all = 0;
        try (in) {
            for (int count = input.read(octets); count >= 0; count = input.read(octets)) {
                in.write(octets, 0, count);
                all += count;
                sent.accept(all);
            }
        } catch (IOException e) {
            // The command ended before it read all; its exit code says what of it.
            sent.accept(all);
        }
    }

    private static void watch(Thread feeding, ChannelExec channel) {
        try {
            feeding.join();
            Thread.currentThread().join(PATIENCE);
        } catch (InterruptedException e) {
            return;
        }
        channel.disconnect();
    }

    @Override
    public Running start(RemoteCommand command) throws ProblemException {
        ChannelExec channel = open(command);
        channel.setErrStream(new Kept(MOST_ERRORS));
        try {
            InputStream out = channel.getInputStream();
            OutputStream in = channel.getOutputStream();
            channel.connect(patienceMillis);
            return new Started(channel, out, in);
        } catch (IOException e) {
            throw new ProblemException(Faults.cutOff(address, user, String.valueOf(e.getMessage())));
        } catch (JSchException e) {
            throw new ProblemException(Faults.of(e, address, user));
        }
    }

    private record Started(ChannelExec channel, InputStream out, OutputStream in) implements Running {
        @Override
        public void close() {
            channel.disconnect();
        }
    }

    private ChannelExec open(RemoteCommand command) throws ProblemException {
        try {
            ChannelExec channel = (ChannelExec) session.openChannel("exec");
            channel.setCommand(command.line().getBytes(StandardCharsets.UTF_8));
            return channel;
        } catch (JSchException e) {
            throw new ProblemException(Faults.of(e, address, user));
        }
    }

    /** The first octets of what is written. */
    private static final class Kept extends OutputStream {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final int most;

        Kept(int most) {
            this.most = most;
        }

        @Override
        public synchronized void write(int octet) {
            if (kept.size() < most) {
                kept.write(octet);
            }
        }

        @Override
        public synchronized void write(byte[] octets, int offset, int length) {
            kept.write(octets, offset, Math.min(length, most - kept.size()));
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        session.disconnect();
    }
}
