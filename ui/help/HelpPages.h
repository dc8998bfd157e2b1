#pragma once

#include "ui/shell/DocumentRef.h"

#include <QString>

#include <vector>

namespace syncline::ui {

/** One page of the help, as the list shows it. */
struct HelpPage
{
    QString name; ///< Of the file, without ".md".
    QString title;
};

/** In reading order. */
[[nodiscard]] std::vector<HelpPage> helpPages();

/** The page that helps with @p document; the first when none is in front. */
[[nodiscard]] QString helpPageFor(const DocumentRef &document);

/** The Markdown of a page; null when the program was built without it. */
[[nodiscard]] QString helpText(const QString &name);

} // namespace syncline::ui
