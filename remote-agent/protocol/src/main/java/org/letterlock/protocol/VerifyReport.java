package org.letterlock.protocol;

import java.util.List;

/**
 * What was found when every file was looked over.
 *
 * @param sound the files in which every invariant holds, after a repair too
 * @param faults what is wrong and stays so, a sentence each
 * @param repaired what was wrong and was rebuilt, a sentence each
 * @param unchecked what could not be looked at, and why, a sentence each
 */
public record VerifyReport(List<String> sound, List<String> faults, List<String> repaired, List<String> unchecked) {}
