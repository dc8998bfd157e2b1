#pragma once

#include "core/engine/Engine.h"
#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QTimer>
#include <QWidget>

#include <QJsonObject>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace syncline::ui {

class LogModel;
class PageStateView;

/** The log: level, text and run filters (asked of the engine, not filtered here), the newest
 * followed, a line's whole content beside it. */
class LogsPanel final : public QWidget
{
    Q_OBJECT

public:
    LogsPanel(const UiContext &context, QWidget *parent);

    /** noRun: of all runs. */
    void showRun(RunId run);
    [[nodiscard]] LogModel *model() const { return m_model; }
    [[nodiscard]] QJsonObject state() const;
    void restoreState(const QJsonObject &state);

Q_SIGNALS:
    void inspectRequested(const syncline::ui::InspectTarget &target);

private:
    [[nodiscard]] QWidget *buildBar();
    void buildTable();
    void reload();
    void loadNewer();
    void loadOlder();
    void showDetails();
    void updateState();
    [[nodiscard]] LogQuery query() const;

    const UiContext m_context;
    LogModel *m_model;
    QTableView *m_table;
    QPlainTextEdit *m_details;
    QStackedWidget *m_stack;
    PageStateView *m_stateView;
    QComboBox *m_level = nullptr;
    QLineEdit *m_search = nullptr;
    QPushButton *m_runFilter = nullptr;
    QCheckBox *m_follow = nullptr;
    RunId m_run = noRun;
    QTimer m_searchTimer;
    quint64 m_ticket = 0;
    bool m_isLoading = false;
    bool m_hasMore = false;   ///< Newer lines came while loading.
    bool m_isAtEnd = true;    ///< The newest line is in view.
    bool m_isAtStart = false; ///< No older lines exist.
};

} // namespace syncline::ui
