#pragma once

#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include "core/engine/Engine.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QStackedWidget;

namespace syncline::ui {

class PageStateView;
class RunTable;
class RunTableModel;

/** Everything that ran, newest first, by kind and by failure; a run opens in the inspector. */
class RunsPanel final : public QWidget
{
    Q_OBJECT

public:
    RunsPanel(const UiContext &context, QWidget *parent);

Q_SIGNALS:
    void inspectRequested(const syncline::ui::InspectTarget &target);

private:
    [[nodiscard]] QWidget *buildBar();
    void reload();
    void loadOlder();
    void handleRun(const RunInfo &run);
    void updateState();
    [[nodiscard]] RunQuery query() const;

    const UiContext m_context;
    RunTableModel *m_model;
    RunTable *m_table;
    QStackedWidget *m_stack;
    PageStateView *m_stateView;
    QComboBox *m_kind = nullptr;
    QCheckBox *m_failed = nullptr;
    QCheckBox *m_nested = nullptr;
    quint64 m_ticket = 0;
    bool m_isLoading = false;
    bool m_isAtEnd = false;
};

} // namespace syncline::ui
