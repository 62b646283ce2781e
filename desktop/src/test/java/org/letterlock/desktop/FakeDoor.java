package org.letterlock.desktop;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.HostKey;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerAddress;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.ssh.RemoteCommand;
import org.letterlock.desktop.ssh.RemoteHost;

/** A server that lets in who has its password, and does nothing. */
public final class FakeDoor implements Door {

    /** What {@link #meet} shows. */
    public static final HostKey KEY =
            new HostKey("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIJv0bWQ1Yc0m9Jm3y9p3l3w2r0oS8m8nqXx2dSgTg1Qk");

    private final List<String> entries = new ArrayList<>();
    private @Nullable Problem refusal;
    private HostKey shown = KEY;
    private boolean takesKeys = true;

    /** From now on it says no like this. */
    public FakeDoor refuse(@Nullable Problem problem) {
        refusal = problem;
        return this;
    }

    public FakeDoor show(HostKey key) {
        shown = key;
        return this;
    }

    /** The app's key is written, and does not open. */
    public FakeDoor takesNoKeys() {
        takesKeys = false;
        return this;
    }

    /** Who came in with what. */
    public List<String> entries() {
        return entries;
    }

    @Override
    public HostKey meet(ServerAddress address) throws ProblemException {
        fail();
        return shown;
    }

    private void fail() throws ProblemException {
        if (refusal != null) {
            throw new ProblemException(refusal);
        }
    }

    @Override
    public RemoteHost enter(ServerAddress address, HostKey expected, String user, Secret secret)
            throws ProblemException {
        fail();
        boolean byKey = secret instanceof Secret.Key;
        if (byKey && !takesKeys) {
            throw new ProblemException(Problem.of(
                    "ssh", "not-let-in", java.util.Map.of("server", address.toString(), "user", user), null));
        }
        entries.add(user + "@" + address + (byKey ? " by key" : " by password"));
        return new Host();
    }

    @Override
    public OwnKey makeKey() {
        return new OwnKey("private", "ssh-ed25519 AAAA letterlock-app");
    }

    private static final class Host implements RemoteHost {
        @Override
        public Ran run(RemoteCommand command, byte[] input) {
            return new Ran(0, "", "");
        }

        @Override
        public Ran pour(RemoteCommand command, InputStream input, LongConsumer sent) {
            return new Ran(0, "", "");
        }

        @Override
        public Running start(RemoteCommand command) {
            return new Running() {
                @Override
                public InputStream out() {
                    return InputStream.nullInputStream();
                }

                @Override
                public java.io.OutputStream in() {
                    return java.io.OutputStream.nullOutputStream();
                }

                @Override
                public void close() throws IOException {}
            };
        }

        @Override
        public String reachedAt() {
            return "203.0.113.5";
        }

        @Override
        public void close() {}
    }
}
