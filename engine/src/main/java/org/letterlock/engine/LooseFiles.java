package org.letterlock.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.letterlock.engine.accounts.Snapshots;
import org.letterlock.engine.control.Inspection;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.DirectoryException;
import org.letterlock.engine.keys.EngineKeyException;
import org.letterlock.engine.net.SelfSigned;
import org.letterlock.engine.net.TlsIdentity;

/** Looks over what lies in a data folder beside the databases: the engine's key as it is sealed to the owner, the certificate and its key, snapshots. */
final class LooseFiles {

    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final DataFolder folder;
    private final SealedKeyCopy sealedKey;
    private final Snapshots snapshots;
    private final Directory directory;
    private final Clock clock;

    LooseFiles(DataFolder folder, SealedKeyCopy sealedKey, Snapshots snapshots, Directory directory, Clock clock) {
        this.folder = folder;
        this.sealedKey = sealedKey;
        this.snapshots = snapshots;
        this.directory = directory;
        this.clock = clock;
    }

    void look(Inspection inspection) {
        sealedKey(inspection);
        certificate(inspection);
        try {
            snapshots.all().forEach(copy -> snapshot(copy, inspection));
        } catch (UncheckedIOException e) {
            inspection.fault("snapshots/: the folder cannot be read.");
        }
    }

    private void repairSealedKey(String fault, Inspection inspection) {
        try {
            sealedKey.ensure();
            inspection.repaired(fault + "; the engine's key is sealed anew.");
        } catch (EngineKeyException | DirectoryException e) {
            inspection.fault(fault + "; it cannot be sealed anew now: " + e.getMessage());
        }
    }

    private void sealedKey(Inspection inspection) {
        String name = String.valueOf(folder.sealedEngineKey().getFileName());
        sealedKey
                .fault()
                .ifPresentOrElse(
                        fault -> {
                            if (inspection.repairs()) {
                                repairSealedKey(name + ": " + fault, inspection);
                            } else {
                                inspection.fault(
                                        name + ": " + fault
                                                + "; --repair seals the engine's key to its owner anew, and so does the next start.");
                            }
                        },
                        () -> directory.recoveryKey().ifPresent(_ -> inspection.sound(name)));
    }

    private void certificate(Inspection inspection) {
        if (!hasCertificate(folder)) {
            return;
        }
        List<String> faults = new ArrayList<>();
        certificate(folder, clock.instant(), faults::add, inspection::unchecked);
        faults.forEach(inspection::fault);
        if (faults.isEmpty()) {
            inspection.sound("tls/" + SelfSigned.KEY_FILE);
            inspection.sound("tls/" + SelfSigned.CHAIN_FILE);
        }
    }

    /** The engine makes both where both are missing. */
    private static boolean hasCertificate(DataFolder folder) {
        return Files.exists(folder.tls().resolve(SelfSigned.KEY_FILE))
                || Files.exists(folder.tls().resolve(SelfSigned.CHAIN_FILE));
    }

    /**
     * Looks at the certificate and its key.
     *
     * @param fault gets what is wrong, a sentence each
     * @param unchecked gets what cannot be told
     */
    static void certificate(DataFolder folder, Instant now, Consumer<String> fault, Consumer<String> unchecked) {
        if (!hasCertificate(folder)) {
            return;
        }
        Path key = folder.tls().resolve(SelfSigned.KEY_FILE);
        Path chain = folder.tls().resolve(SelfSigned.CHAIN_FILE);
        try {
            TlsIdentity identity = TlsIdentity.read(key, chain);
            X509Certificate own = identity.chain().getFirst();
            if (!identity.isConsistent()) {
                fault.accept("The certificate " + chain + " does not belong to the key beside it.");
            }
            if (!isWhole(identity.chain())) {
                fault.accept("The certificates in " + chain
                        + " are not as they were signed, or do not follow one another: each is signed by the next.");
            }
            if (!isOfItself(identity.chain().getLast())) {
                unchecked.accept(
                        "tls/" + SelfSigned.CHAIN_FILE
                                + ": whether its last certificate is as its issuer signed it; that of the issuer is not in it.");
            }
            if (own.getNotAfter().toInstant().isBefore(now)) {
                fault.accept("The certificate " + chain + " has expired.");
            }
            if (own.getNotBefore().toInstant().isAfter(now)) {
                fault.accept("The certificate " + chain + " is not valid yet; is the clock right?");
            }
            if (!OWNERS.containsAll(Files.getPosixFilePermissions(key))) {
                fault.accept("The key " + key + " can be read by others; its mode must be 0600.");
            }
        } catch (IOException e) {
            fault.accept("The certificate in " + folder.tls() + " cannot be read: " + DataFolder.reason(e) + ".");
        }
    }

    /** Whether each certificate is signed by the next, and the last one by itself where that is what it says. */
    private static boolean isWhole(List<X509Certificate> chain) {
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate each = chain.get(i);
            boolean last = i + 1 == chain.size();
            if (!last || isOfItself(each)) {
                try {
                    each.verify(chain.get(last ? i : i + 1).getPublicKey());
                } catch (GeneralSecurityException e) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isOfItself(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
    }

    private void snapshot(Path copy, Inspection inspection) {
        String name = "snapshots/" + copy.getFileName();
        try {
            switch (snapshots.state(copy)) {
                case SOUND -> inspection.sound(name);
                case CHANGED ->
                    inspection.fault(
                            name
                                    + ": it is not as it was made: it is damaged, or somebody opened or changed it. Take a new snapshot.");
                case MISSING ->
                    inspection.fault(
                            name + ": it is gone, and its sum is there; bring it back, or remove what is left of it.");
                case WITHOUT_SUM ->
                    inspection.unchecked(
                            name + ": no sum (.sha256) lies beside it, and only a password of its owner opens it.");
            }
        } catch (UncheckedIOException e) {
            inspection.fault(name + ": it cannot be read.");
        }
    }
}
