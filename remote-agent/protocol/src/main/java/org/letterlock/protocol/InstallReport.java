package org.letterlock.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an installation came to.
 *
 * @param release the name of the release that runs now
 * @param before the name of that which ran before, and is still there; null where there was none
 * @param engineVersion what the engine says that it is
 * @param exposure how open its unit is, by {@code systemd-analyze security}, from 0 to 10; null where that is not there
 * @param changes what was changed on the computer
 * @param notes what the owner has to see to
 */
public record InstallReport(
        String release,
        @Nullable String before,
        String engineVersion,
        @Nullable String exposure,
        List<HostChange> changes,
        List<Finding> notes) {}
