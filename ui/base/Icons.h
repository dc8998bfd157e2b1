#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace syncline::ui {

/**
 * Our own icon @p name (resources/icons/<name>.svg), drawn in the theme's colours of the moment it
 * is painted, at any size and scale. An unknown name gives a null icon.
 */
[[nodiscard]] QIcon themedIcon(const QString &name);
/** The same in a colour of its own, such as a state dot. */
[[nodiscard]] QIcon colouredIcon(const QString &name, const QColor &colour);
/** Names of all icons, for the gallery and the tests. */
[[nodiscard]] QStringList iconNames();

} // namespace syncline::ui
