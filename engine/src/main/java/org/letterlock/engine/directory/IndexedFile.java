package org.letterlock.engine.directory;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.letterlock.engine.directory.Directory.ChangeResult;
import org.letterlock.engine.directory.DirectoryException.Reason;

/**
 * The file and the index over all of it: looked at by any thread, changed by one. The index shows a change when it is on the disk, and not before.
 */
final class IndexedFile implements AutoCloseable {

    private final Supplier<DirectoryFile> opener;

    /** The one thread that touches the file: it is ours, so nobody interrupts it. */
    private final ExecutorService writer;

    private volatile Index index;
    private DirectoryFile file;
    private boolean failed;

    private IndexedFile(Supplier<DirectoryFile> opener, DirectoryFile file, Index index, ExecutorService writer) {
        this.opener = opener;
        this.file = file;
        this.index = index;
        this.writer = writer;
    }

    /** Opens the file and reads everything in it. */
    static IndexedFile open(Supplier<DirectoryFile> opener) {
        ExecutorService writer = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("directory").daemon().factory());
        try {
            return await(writer.submit(() -> {
                DirectoryFile opened = opener.get();
                return new IndexedFile(opener, opened, everythingIn(opened), writer);
            }));
        } catch (DirectoryException e) {
            writer.shutdown();
            throw e;
        }
    }

    private static Index everythingIn(DirectoryFile file) {
        return Index.EMPTY.apply(new Edit(file.readAll(), List.of()));
    }

    /** Everything there is at this moment. */
    Index now() {
        return index;
    }

    /** Decides by what there is, writes what comes of it, and returns when that is durable. */
    ChangeResult change(Function<Index, Outcome> decide) {
        try {
            return await(writer.submit(() -> decideAndWrite(decide)));
        } catch (RejectedExecutionException e) {
            throw new DirectoryException(Reason.CLOSED, e);
        }
    }

    /** Notes something later, durable with the next change; lost where the file fails. */
    void note(Function<Index, Optional<Edit>> decide) {
        try {
            writer.execute(() -> {
                if (!failed) {
                    decide.apply(index).ifPresent(edit -> {
                        file.stage(edit);
                        index = index.apply(edit);
                    });
                }
            });
        } catch (RejectedExecutionException e) {
            throw new DirectoryException(Reason.CLOSED, e);
        }
    }

    private ChangeResult decideAndWrite(Function<Index, Outcome> decide) {
        if (failed) {
            openAgain();
        }
        Outcome outcome = decide.apply(index);
        if (outcome.result() == ChangeResult.DONE) {
            Index next = index.apply(outcome.edit());
            failed = true;
            file.write(outcome.edit());
            failed = false;
            index = next;
        }
        return outcome.result();
    }

    /** After a write that failed: the file closed itself then, and what it holds is what counts. */
    private void openAgain() {
        try {
            file.close();
        } catch (DirectoryException e) {
            // It could not write its last page: the same that failed before.
        }
        try {
            file = opener.get();
            index = everythingIn(file);
            failed = false;
        } catch (DirectoryException e) {
            throw new DirectoryException(Reason.WRITE_FAILED, e);
        }
    }

    @Override
    public void close() {
        if (writer.isShutdown()) {
            return;
        }
        try {
            await(writer.submit(() -> {
                file.close();
                return ChangeResult.DONE;
            }));
        } finally {
            writer.shutdown();
        }
    }

    private static <T> T await(Future<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
