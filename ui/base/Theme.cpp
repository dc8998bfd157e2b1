#include "ui/base/Theme.h"

#include "ui/base/Settings.h"

#include <QApplication>
#include <QFile>
#include <QHash>
#include <QPixmapCache>
#include <QStyle>
#include <QStyleFactory>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

struct NamedColor
{
    const char *name;
    QColor ThemeColors::*member;
};

constexpr std::array namedColors{
    NamedColor{"window", &ThemeColors::window},
    NamedColor{"base", &ThemeColors::base},
    NamedColor{"alternate", &ThemeColors::alternate},
    NamedColor{"raised", &ThemeColors::raised},
    NamedColor{"hover", &ThemeColors::hover},
    NamedColor{"border", &ThemeColors::border},
    NamedColor{"text", &ThemeColors::text},
    NamedColor{"muted", &ThemeColors::muted},
    NamedColor{"disabled", &ThemeColors::disabled},
    NamedColor{"accent", &ThemeColors::accent},
    NamedColor{"selection", &ThemeColors::selection},
    NamedColor{"selectionText", &ThemeColors::selectionText},
    NamedColor{"success", &ThemeColors::success},
    NamedColor{"warning", &ThemeColors::warning},
    NamedColor{"danger", &ThemeColors::danger},
    NamedColor{"warningGround", &ThemeColors::warningGround},
    NamedColor{"dangerGround", &ThemeColors::dangerGround},
    NamedColor{"accentGround", &ThemeColors::accentGround},
    NamedColor{"keyword", &ThemeColors::keyword},
};

double channel(int value)
{
    const double c = value / 255.0;
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * channel(color.red()) + 0.7152 * channel(color.green()) +
           0.0722 * channel(color.blue());
}

/** resources/themes/style.qss with `@name` filled in. Longest names first, so that @text does not
 * eat @textMuted. */
QString styleSheetOf(const ThemeColors &colors)
{
    QFile file(u":/themes/style.qss"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    auto sorted = namedColors;
    std::sort(sorted.begin(), sorted.end(), [](const NamedColor &a, const NamedColor &b) {
        return qstrlen(a.name) > qstrlen(b.name);
    });
    for (const NamedColor &named : sorted)
        sheet.replace(u"@"_s + QLatin1StringView(named.name), (colors.*named.member).name());
    sheet.replace(u"%theme%"_s, colors.dark ? u"dark"_s : u"light"_s);
    return sheet;
}

} // namespace

ThemeColors readThemeColors(const QString &path)
{
    ThemeColors colors;
    QFile file(path);
    const bool isOpen = file.open(QIODevice::ReadOnly | QIODevice::Text);
    Q_ASSERT(isOpen);
    Q_UNUSED(isOpen)
    QHash<QString, QString> values;
    while (!file.atEnd()) {
        const QString line = QString::fromUtf8(file.readLine()).trimmed();
        const qsizetype equals = line.indexOf(u'=');
        if (!line.startsWith(u';') && equals > 0)
            values.insert(line.left(equals).trimmed(), line.mid(equals + 1).trimmed());
    }
    for (const NamedColor &named : namedColors) {
        colors.*named.member = QColor(values.value(QLatin1StringView(named.name)));
        Q_ASSERT((colors.*named.member).isValid());
    }
    colors.dark = luminance(colors.base) < 0.5;
    return colors;
}

QPalette paletteOf(const ThemeColors &c)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor &color,
                                const QColor &disabled) {
        palette.setColor(QPalette::All, role, color);
        palette.setColor(QPalette::Disabled, role, disabled);
    };
    set(QPalette::Window, c.window, c.window);
    set(QPalette::WindowText, c.text, c.disabled);
    set(QPalette::Base, c.base, c.window);
    set(QPalette::AlternateBase, c.alternate, c.alternate);
    set(QPalette::Text, c.text, c.disabled);
    set(QPalette::PlaceholderText, c.muted, c.disabled);
    set(QPalette::Button, c.raised, c.window);
    set(QPalette::ButtonText, c.text, c.disabled);
    set(QPalette::BrightText, c.danger, c.danger);
    set(QPalette::Highlight, c.selection, c.border);
    set(QPalette::HighlightedText, c.selectionText, c.text);
    set(QPalette::Link, c.accent, c.disabled);
    set(QPalette::LinkVisited, c.accent, c.disabled);
    set(QPalette::ToolTipBase, c.raised, c.raised);
    set(QPalette::ToolTipText, c.text, c.text);
    set(QPalette::Light, c.raised.lighter(c.dark ? 130 : 104), c.raised);
    set(QPalette::Midlight, c.hover, c.hover);
    set(QPalette::Mid, c.border, c.border);
    set(QPalette::Dark, c.border.darker(c.dark ? 110 : 125), c.border);
    set(QPalette::Shadow, c.dark ? QColor(0, 0, 0) : c.border.darker(150), c.border);
    return palette;
}

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

Theme::Theme(Settings *settings, std::unique_ptr<ColorSchemeSource> system, QObject *parent)
    : QObject(parent),
      m_settings(settings),
      m_system(std::move(system)),
      m_mode(static_cast<ThemeMode>(qBound(0, settings->get(settings::themeMode), 2)))
{
    if (m_system)
        connect(m_system.get(), &ColorSchemeSource::changed, this, [this] {
            if (m_mode == ThemeMode::System)
                apply();
        });
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    apply();
}

Theme::~Theme() = default;

void Theme::setMode(ThemeMode mode)
{
    if (m_mode == mode)
        return;
    m_mode = mode;
    m_settings->set(settings::themeMode, static_cast<int>(mode));
    apply();
}

void Theme::apply()
{
    const bool dark = m_mode == ThemeMode::Dark ||
                      (m_mode == ThemeMode::System && m_system && m_system->prefersDark());
    m_colors = readThemeColors(dark ? u":/themes/dark.theme"_s : u":/themes/light.theme"_s);
    QPixmapCache::clear();
    QApplication::setPalette(paletteOf(m_colors));
    qApp->setStyleSheet(styleSheetOf(m_colors));
    Q_EMIT changed();
}

} // namespace syncline::ui
