#pragma once

#include "ui/navigator/NavigatorModel.h"
#include "ui/shell/UiContext.h"

#include <QSet>
#include <QTimer>
#include <QWidget>

class QMenu;
class QTreeView;

namespace syncline::ui {

class ModelCommands;

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
    /** Asks for its name and opens its schema. */
    void newModel();
    /** What can be done with the node at @p position of the tree; nullptr: nothing. Deletes itself
     * when closed. */
    [[nodiscard]] QMenu *makeMenu(const QPoint &position);
    /** Asks for its name. */
    void newView();

Q_SIGNALS:
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);
    void newConnectionRequested();
    void syncRequested(const QString &connection);
    void modelRemoved(const QString &model);

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
    void addModelItems(QMenu *menu, const QString &model);
    void addViewItems(QMenu *menu, const QString &id, const QString &view);
    void rememberExpanded();
    void restoreExpanded();

    const UiContext m_context;
    NavigatorModel *m_model;
    ModelCommands *m_models;
    QTreeView *m_tree;
    QSet<QString> m_collapsed; ///< Sections are open unless said otherwise,
    QSet<QString> m_expanded;  ///< everything else is closed.
    bool m_wasDoubled = false;
    QTimer m_countTimer; ///< Counting after changes, at most twice a second.
};

} // namespace syncline::ui
