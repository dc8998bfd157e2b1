#pragma once

#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QWidget>

class QGridLayout;

namespace syncline::ui {

/** What stands in the middle while no document is open: the ways on, each as a link. */
class NothingOpen final : public QWidget
{
    Q_OBJECT

public:
    NothingOpen(ActionRegistry *actions, QWidget *parent);

    void setProject(const UiContext &context);
    /** Puts the keyboard on the first link. */
    void focusFirst();

Q_SIGNALS:
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);
    void syncRequested(const QString &connection);

private:
    void fill();
    void addModels(QGridLayout *grid);
    void addConnections(QGridLayout *grid);
    /** A command of the registry with its keys. */
    void addCommand(QGridLayout *grid, const QString &heading, const char *id);
    void addLine(QGridLayout *grid, const QString &heading, QWidget *link, const QString &note);

    ActionRegistry *m_actions;
    UiContext m_context;
    QWidget *m_content = nullptr;
};

} // namespace syncline::ui
