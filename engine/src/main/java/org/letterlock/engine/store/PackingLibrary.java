package org.letterlock.engine.store;

import com.github.luben.zstd.util.Native;
import com.github.luben.zstd.util.ZstdVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.letterlock.engine.sqlite.NativeLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The native code that packs letters: kept where a killed process does not leave it behind for ever, as {@link NativeLibrary} keeps SQLite's. */
public final class PackingLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(PackingLibrary.class);

    private PackingLibrary() {}

    /**
     * Unpacks it into {@code folder} unless it lies there, and loads it from there; before the first account is opened. Where that fails, it goes into the temporary folder.
     *
     * @return whether it is loaded
     */
    public static boolean unpack(Path folder) {
        String name = "libzstd-jni-" + ZstdVersion.VERSION + ".so";
        String resource = "/linux/" + System.getProperty("os.arch") + "/" + name;
        try (InputStream packed = Native.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new IOException("there is none for this system");
            }
            Path file = NativeLibrary.keep(folder, name, packed.readAllBytes());
            System.setProperty("ZstdNativePath", file.toAbsolutePath().toString());
            Native.load();
            return true;
        } catch (IOException | UnsatisfiedLinkError e) {
            // Perhaps nothing there may be executed.
            System.clearProperty("ZstdNativePath");
            LOG.info("the library that packs letters stays in the temporary folder: {}", e.getMessage());
            return false;
        }
    }
}
