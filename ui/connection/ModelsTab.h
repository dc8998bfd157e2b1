#pragma once

#include "core/engine/Engine.h"
#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeWidget;

namespace syncline::ui {

class Banner;
class PageStateView;

/** Which models come from a connection, and what "Update models" would change, shown before it is
 * done. */
class ModelsTab final : public QWidget
{
    Q_OBJECT

public:
    ModelsTab(const UiContext &context, QString connection, QWidget *parent);

    void setDef(const ConnectionDef &def);
    /** For the connection's file: empty means all. */
    [[nodiscard]] std::vector<std::string> chosenDocuments() const { return m_def.models; }
    void propose();

Q_SIGNALS:
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);
    void edited();

private:
    void showModels();
    void showProposal(const ModelProposal &proposal);
    void apply();

    const UiContext m_context;
    const QString m_connection;
    ConnectionDef m_def;
    Banner *m_banner;
    QStackedWidget *m_stack;
    PageStateView *m_stateView;
    QTreeWidget *m_tree;
    QWidget *m_proposalBar;
    QLabel *m_proposalText;
    QPushButton *m_apply;
    bool m_isProposal = false;
};

} // namespace syncline::ui
