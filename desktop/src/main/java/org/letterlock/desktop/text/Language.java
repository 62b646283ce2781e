package org.letterlock.desktop.text;

import java.util.Locale;

/** The languages of the app, each under its own name. */
public enum Language {
    ENGLISH("en", "English"),
    JAPANESE("ja", "日本語"),
    CHINESE("zh", "简体中文"),
    RUSSIAN("ru", "Русский");

    private final String code;
    private final String ownName;

    Language(String code, String ownName) {
        this.code = code;
        this.ownName = ownName;
    }

    /** Of ISO 639. */
    public String code() {
        return code;
    }

    public String ownName() {
        return ownName;
    }

    /** For numbers. */
    public Locale locale() {
        return Locale.of(code);
    }

    /** That of a locale; English where there is none. */
    public static Language of(Locale locale) {
        for (Language language : values()) {
            if (language.code.equals(locale.getLanguage())) {
                return language;
            }
        }
        return ENGLISH;
    }

    @Override
    public String toString() {
        return ownName;
    }
}
