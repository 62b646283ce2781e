package org.letterlock.desktop.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.KeyPair;
import com.jcraft.jsch.Session;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Properties;
import org.letterlock.desktop.model.HostKey;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerAddress;

/** By JSch. */
public final class JschDoor implements Door {

    private static final String NOBODY = "letterlock";
    private static final String KEY_NAME = "letterlock-app";

    /** How often a silent server is asked whether it lives. */
    private static final int ASKED = 3;

    private final int patienceMillis;
    private final int aliveMillis;

    /**
     * A door.
     *
     * @param patienceMillis how long each step of a connection may take
     * @param aliveMillis after how long a silent connection is asked whether it lives; after three such, it does not
     */
    public JschDoor(int patienceMillis, int aliveMillis) {
        this.patienceMillis = patienceMillis;
        this.aliveMillis = aliveMillis;
    }

    @Override
    public HostKey meet(ServerAddress address) throws ProblemException {
        PinnedKey none = new PinnedKey(null);
        Sockets sockets = new Sockets(patienceMillis, (ASKED + 1) * aliveMillis);
        Session session = session(new JSch(), address, NOBODY, none, sockets);
        try {
            session.connect(patienceMillis);
        } catch (JSchException e) {
            if (e instanceof JSchHostKeyException && none.shown().isPresent()) {
                return none.shown().get();
            }
            throw new ProblemException(
                    sockets.heardNoSsh() ? Faults.notSsh(address, NOBODY) : Faults.of(e, address, NOBODY));
        } finally {
            session.disconnect();
        }
        throw new IllegalStateException("a server was entered whose key nobody has seen");
    }

    @Override
    public RemoteHost enter(ServerAddress address, HostKey expected, String user, Secret secret)
            throws ProblemException {
        PinnedKey pinned = new PinnedKey(expected);
        Sockets sockets = new Sockets(patienceMillis, (ASKED + 1) * aliveMillis);
        try {
            JSch jsch = new JSch();
            if (secret instanceof Secret.Key key) {
                identify(jsch, key);
            }
            Session session = session(jsch, address, user, pinned, sockets);
            if (secret instanceof Secret.Password password) {
                session.setPassword(password.text().getBytes(StandardCharsets.UTF_8));
                session.setUserInfo(new PasswordOnly(password.text()));
                session.setConfig("PreferredAuthentications", "password,keyboard-interactive");
            } else {
                session.setConfig("PreferredAuthentications", "publickey");
            }
            try {
                session.connect(patienceMillis);
            } catch (JSchException e) {
                session.disconnect();
                throw e;
            }
            return new JschHost(session, address, user, sockets.reachedAt(), patienceMillis);
        } catch (JSchException e) {
            throw new ProblemException(
                    secret instanceof Secret.Password
                            ? Faults.ofPassword(e, address, user)
                            : Faults.of(e, address, user));
        }
    }

    private static void identify(JSch jsch, Secret.Key key) throws ProblemException {
        try {
            byte[] passphrase =
                    key.passphrase().isEmpty() ? null : key.passphrase().getBytes(StandardCharsets.UTF_8);
            KeyPair pair = KeyPair.load(jsch, key.privateKey().getBytes(StandardCharsets.UTF_8), null);
            if (pair.isEncrypted() && !pair.decrypt(passphrase)) {
                throw new ProblemException(Faults.keyLocked());
            }
            jsch.addIdentity(KEY_NAME, key.privateKey().getBytes(StandardCharsets.UTF_8), null, passphrase);
        } catch (JSchException e) {
            throw new ProblemException(Faults.noKey());
        }
    }

    private Session session(JSch jsch, ServerAddress address, String user, PinnedKey keys, Sockets sockets)
            throws ProblemException {
        try {
            Session session = jsch.getSession(user, address.host(), address.port());
            Properties settings = new Properties();
            settings.put("StrictHostKeyChecking", "yes");
            settings.put("MaxAuthTries", "3");
            session.setConfig(settings);
            session.setHostKeyRepository(keys);
            session.setSocketFactory(sockets);
            session.setServerAliveInterval(aliveMillis);
            session.setServerAliveCountMax(ASKED);
            session.setDaemonThread(true);
            return session;
        } catch (JSchException e) {
            throw new ProblemException(Faults.of(e, address, user));
        }
    }

    @Override
    public OwnKey makeKey() {
        try {
            KeyPair pair = KeyPair.genKeyPair(new JSch(), KeyPair.ED25519);
            ByteArrayOutputStream privateKey = new ByteArrayOutputStream();
            pair.writeOpenSSHv1PrivateKey(privateKey, null);
            String line = "ssh-ed25519 " + Base64.getEncoder().encodeToString(pair.getPublicKeyBlob()) + " " + KEY_NAME;
            pair.dispose();
            return new OwnKey(privateKey.toString(StandardCharsets.US_ASCII), line);
        } catch (JSchException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }
}
