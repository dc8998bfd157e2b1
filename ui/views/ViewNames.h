#pragma once

#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <functional>

class QWidget;

namespace syncline::ui {

/** The document of the view @p name: its file. */
[[nodiscard]] DocumentRef viewRef(const QString &name);
/** The view whose file this is; empty: another document. */
[[nodiscard]] QString viewOf(const DocumentRef &ref);

/** Asks for a name, makes the view with a first query, and calls @p made. Says what fails. */
void askNewView(const UiContext &context, QWidget *parent,
                std::function<void(const DocumentRef &)> made);
/** Asks for another name; @p renamed is told the new document. */
void askRenameView(const UiContext &context, QWidget *parent, const QString &name,
                   std::function<void(const DocumentRef &)> renamed);
/** Asks whether to delete it. */
void askRemoveView(const UiContext &context, QWidget *parent, const QString &name,
                   std::function<void()> removed);

} // namespace syncline::ui
