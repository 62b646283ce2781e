package org.letterlock.desktop.ui.home;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question before something that cannot be taken back. Its sentences are under the key with {@code ask}, {@code lost} (what happens) and {@code yes} behind it.
 *
 * @param values what stands in the sentences
 * @param typed what the person has to type first; null where nothing
 * @param yes what is done then
 */
public record Confirmation(
        String key, Map<String, String> values, @Nullable String typed, Runnable yes) {}
