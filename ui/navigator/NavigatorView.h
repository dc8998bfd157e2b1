#pragma once

#include "ui/navigator/NavigatorModel.h"
#include "ui/shell/UiContext.h"

#include <QSet>
#include <QTimer>
#include <QWidget>

class QMenu;
class QTreeView;

namespace syncline::ui {

/** The dock at the left: the project's tree. Keeps itself up to date with the engine. */
class NavigatorView final : public QWidget
{
    Q_OBJECT

public:
    explicit NavigatorView(const UiContext &context, QWidget *parent = nullptr);

    /** Marks the document in front. */
    void setCurrent(const DocumentRef &ref);
    /** Asks for its name; an empty @p model: a global one. */
    void newAction(const QString &model);

Q_SIGNALS:
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);
    void newConnectionRequested();
    void syncRequested(const QString &connection);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void reload();
    void loadCounts();
    void loadStates();
    void handleRun(const RunInfo &run);
    void openIndex(const QModelIndex &index, OpenMode mode);
    void addTransferItems(QMenu *menu, const DocumentRef &ref);
    void showMenu(const QPoint &position);
    void rememberExpanded();
    void restoreExpanded();

    const UiContext m_context;
    NavigatorModel *m_model;
    QTreeView *m_tree;
    QSet<QString> m_collapsed; ///< Sections are open unless said otherwise,
    QSet<QString> m_expanded;  ///< everything else is closed.
    QTimer m_countTimer;       ///< Counting after changes, at most twice a second.
};

} // namespace syncline::ui
