#pragma once

#include <QColor>
#include <QObject>
#include <QPalette>
#include <QString>

#include <memory>

namespace syncline::ui {

class Settings;

enum class ThemeMode : int { System, Light, Dark };

/** Colours of one theme, as its file in resources/themes says them. All text colours have ≥ 4.5:1
 * on their grounds. */
struct ThemeColors
{
    bool dark = false;
    QColor window;    ///< Toolbars, docks, page background.
    QColor base;      ///< Lists, grids, editors.
    QColor alternate; ///< Every other row; headers.
    QColor raised;    ///< Buttons, cards.
    QColor hover;
    QColor border;
    QColor text;
    QColor muted; ///< Secondary text.
    QColor disabled;
    QColor accent;    ///< Links, focus, running.
    QColor selection; ///< Ground of what is selected.
    QColor selectionText;
    QColor success;
    QColor warning;
    QColor danger;
    QColor warningGround; ///< Ground of banners.
    QColor dangerGround;
    QColor accentGround;
    QColor keyword; ///< In code; its strings, numbers and calls are success, warning and accent.
};

/** Reads a theme file (`name = #rrggbb` lines); Q_ASSERTs that it is complete. */
[[nodiscard]] ThemeColors readThemeColors(const QString &path);
[[nodiscard]] QPalette paletteOf(const ThemeColors &colors);
/** WCAG contrast, 1 to 21. */
[[nodiscard]] double contrast(const QColor &a, const QColor &b);

/** Tells whether the desktop prefers dark. */
class ColorSchemeSource : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    [[nodiscard]] virtual bool prefersDark() const = 0;

Q_SIGNALS:
    void changed();
};

/** The desktop's own wish, from the settings portal; follows it while it lives. */
std::unique_ptr<ColorSchemeSource> systemColorScheme();

/**
 * The look of the program: Fusion, one palette and one style sheet, light or dark, switched live.
 * Sets them on the application. Window thread only.
 */
class Theme final : public QObject
{
    Q_OBJECT

public:
    /** @p settings remembers the mode; @p system may be nullptr (then System means light). */
    Theme(Settings *settings, std::unique_ptr<ColorSchemeSource> system, QObject *parent = nullptr);
    ~Theme() override;

    [[nodiscard]] ThemeMode mode() const { return m_mode; }
    void setMode(ThemeMode mode);
    [[nodiscard]] const ThemeColors &colors() const { return m_colors; }

Q_SIGNALS:
    void changed();

private:
    void apply();

    Settings *m_settings;
    std::unique_ptr<ColorSchemeSource> m_system;
    ThemeMode m_mode = ThemeMode::System;
    ThemeColors m_colors;
};

} // namespace syncline::ui
