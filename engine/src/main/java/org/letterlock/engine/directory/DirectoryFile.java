package org.letterlock.engine.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.dizitart.no2.Nitrite;
import org.dizitart.no2.NitriteBuilder;
import org.dizitart.no2.exceptions.NitriteException;
import org.dizitart.no2.mvstore.MVStoreModule;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.letterlock.engine.directory.DirectoryException.Reason;

/**
 * The Nitrite file. An edit is one version of the underlying store, so it is there wholly or not at all; nothing is written between edits. For one thread,
 * which must never be interrupted: an interrupt during a write would close the file.
 */
final class DirectoryFile implements AutoCloseable {

    private static final int VERSION = 1;
    private static final List<Class<? extends Row>> KINDS = List.of(
            Row.Domain.class, Row.Address.class, Row.AccountRow.class, Row.CredentialRow.class, Row.SettingRow.class);

    private final Nitrite nitrite;

    /** Open as long as the file is: on Linux closing any channel to a file drops the process's locks on it. */
    private final FileChannel channel;

    private DirectoryFile(Nitrite nitrite, FileChannel channel) {
        this.nitrite = nitrite;
        this.channel = channel;
    }

    static DirectoryFile open(Path file, byte[] key) {
        try {
            boolean isNew = !Files.exists(file);
            if (!isNew) {
                // Nitrite answers a wrong key with an attempt to repair the file; so it sees only files that open.
                probe(file, password(key));
            }
            Nitrite nitrite = openNitrite(file, password(key));
            DirectoryFile opened = new DirectoryFile(nitrite, FileChannel.open(file, StandardOpenOption.WRITE));
            try {
                opened.checkSchema();
                if (isNew) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                    try (FileChannel folder =
                            FileChannel.open(file.toAbsolutePath().getParent())) {
                        folder.force(true);
                    }
                }
                return opened;
            } catch (DirectoryException e) {
                opened.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DirectoryException(Reason.WRITE_FAILED, e);
        }
    }

    private static char[] password(byte[] key) {
        byte[] hex = HexFormat.of().formatHex(key).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        char[] password = new char[hex.length];
        for (int i = 0; i < hex.length; i++) {
            password[i] = (char) hex[i];
        }
        return password;
    }

    private static void probe(Path file, char[] password) {
        try (MVStore store = new MVStore.Builder()
                .fileName(file.toString())
                .encryptionKey(password)
                .readOnly()
                .open()) {
            store.getMapNames();
        } catch (MVStoreException e) {
            throw new DirectoryException(
                    e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED ? Reason.IN_USE : Reason.UNREADABLE, e);
        } catch (OverlappingFileLockException e) {
            throw new DirectoryException(Reason.IN_USE, e);
        } catch (IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new DirectoryException(Reason.UNREADABLE, e);
        }
    }

    private static Nitrite openNitrite(Path file, char[] password) {
        try {
            NitriteBuilder builder = Nitrite.builder()
                    .loadModule(MVStoreModule.withConfig()
                            .filePath(file.toString())
                            .encryptionKey(password)
                            .autoCommit(false)
                            .autoCommitBufferSize(0)
                            .build());
            RowConverter.all().forEach(builder::registerEntityConverter);
            return builder.openOrCreate();
        } catch (NitriteException e) {
            throw new DirectoryException(Reason.UNREADABLE, e);
        }
    }

    private void checkSchema() {
        List<Row> missing = new ArrayList<>();
        for (Class<? extends Row> kind : KINDS) {
            Row.@org.jspecify.annotations.Nullable Schema schema =
                    nitrite.getRepository(Row.Schema.class).getById(kind.getSimpleName());
            if (schema == null) {
                missing.add(new Row.Schema(kind.getSimpleName(), VERSION));
            } else if (schema.version() > VERSION) {
                throw new DirectoryException(Reason.NEWER_SCHEMA);
            }
        }
        if (!missing.isEmpty()) {
            write(new Edit(missing, List.of()));
        }
    }

    /** Everything there is. */
    List<Row> readAll() {
        List<Row> rows = new ArrayList<>();
        try {
            for (Class<? extends Row> kind : KINDS) {
                nitrite.getRepository(kind).find().forEach(rows::add);
            }
        } catch (NitriteException | MVStoreException e) {
            throw new DirectoryException(Reason.UNREADABLE, e);
        }
        return rows;
    }

    /** Durable when it returns. */
    void write(Edit edit) {
        try {
            stage(edit);
            nitrite.commit();
            channel.force(true);
        } catch (NitriteException | MVStoreException | IOException | UncheckedIOException e) {
            throw new DirectoryException(Reason.WRITE_FAILED, e);
        }
    }

    /** Durable with the next {@link #write} or {@link #close}. */
    void stage(Edit edit) {
        edit.puts().forEach(this::put);
        edit.removes().forEach(this::remove);
    }

    private void put(Row row) {
        switch (row) {
            case Row.Schema schema -> nitrite.getRepository(Row.Schema.class).update(schema, true);
            case Row.Domain domain -> nitrite.getRepository(Row.Domain.class).update(domain, true);
            case Row.Address address -> nitrite.getRepository(Row.Address.class).update(address, true);
            case Row.AccountRow account ->
                nitrite.getRepository(Row.AccountRow.class).update(account, true);
            case Row.CredentialRow credential ->
                nitrite.getRepository(Row.CredentialRow.class).update(credential, true);
            case Row.SettingRow setting ->
                nitrite.getRepository(Row.SettingRow.class).update(setting, true);
        }
    }

    private void remove(Row row) {
        switch (row) {
            case Row.Schema schema -> nitrite.getRepository(Row.Schema.class).remove(schema);
            case Row.Domain domain -> nitrite.getRepository(Row.Domain.class).remove(domain);
            case Row.Address address -> nitrite.getRepository(Row.Address.class).remove(address);
            case Row.AccountRow account ->
                nitrite.getRepository(Row.AccountRow.class).remove(account);
            case Row.CredentialRow credential ->
                nitrite.getRepository(Row.CredentialRow.class).remove(credential);
            case Row.SettingRow setting ->
                nitrite.getRepository(Row.SettingRow.class).remove(setting);
        }
    }

    @Override
    public void close() {
        try (channel) {
            nitrite.close();
            if (channel.isOpen()) {
                channel.force(true);
            }
        } catch (NitriteException | MVStoreException | IOException e) {
            throw new DirectoryException(Reason.WRITE_FAILED, e);
        }
    }
}
