#pragma once

#include "core/script/ScriptHost.h"
#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QDialog>

class QButtonGroup;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace syncline::ui {

class PageStateView;

/** Which connector, and what the connection is called. What follows is its page, where nothing is
 * saved before Save. */
class NewConnectionDialog final : public QDialog
{
    Q_OBJECT

public:
    NewConnectionDialog(const UiContext &context, QWidget *parent);

Q_SIGNALS:
    /** A connection that does not exist yet; detail is the connector's kind. */
    void chosen(const syncline::ui::DocumentRef &ref);

private:
    void load();
    void showConnectors(const std::vector<ConnectorInfo> &connectors);
    void handleKind(const QString &kind);
    void check();

    const UiContext m_context;
    QStackedWidget *m_stack;
    PageStateView *m_stateView;
    QGridLayout *m_grid = nullptr;
    QButtonGroup *m_kinds;
    QLineEdit *m_name;
    QLabel *m_problem;
    QPushButton *m_continue;
    bool m_isNameTyped = false;
};

} // namespace syncline::ui
