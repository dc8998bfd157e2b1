#pragma once

#include "core/engine/Histories.h"
#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QWidget>

class QAction;
class QMenu;
class QPushButton;
class QStackedWidget;
class QTreeView;

namespace syncline::ui {

class Banner;
class HistoryModel;
class PageStateView;

/** A record's time line, and going back to one of its versions. */
class HistoryView final : public QWidget
{
    Q_OBJECT

public:
    HistoryView(const UiContext &context, QWidget *parent);

    /** Shows nothing until load(). */
    void setRecord(const QString &model, RecordId record);
    /** Asks for the newest entries. */
    void load();
    /** What can be done with the current line; the caller shows and deletes it. */
    [[nodiscard]] QMenu *makeMenu();

Q_SIGNALS:
    void inspectRequested(const syncline::ui::InspectTarget &target);
    /** A version came back: the record is another now. */
    void restored();

private:
    [[nodiscard]] QWidget *buildList();
    void addActions();
    /** Entry 0: the newest. */
    [[nodiscard]] HistoryQuery pageBefore(std::int64_t entry) const;
    void loadMore();
    void handlePage(const Result<HistoryPage> &page);
    void updateActions();
    void showMenu(const QPoint &position);
    void showRun();
    void showValues();
    void restore(const std::vector<std::string> &fields);

    const UiContext m_context;
    QString m_modelName;
    RecordId m_record{};
    quint64 m_ticket = 0;
    HistoryModel *m_model;
    QStackedWidget *m_stack;
    PageStateView *m_state;
    Banner *m_banner;
    QTreeView *m_list = nullptr;
    QPushButton *m_button = nullptr;
    QAction *m_showRun = nullptr;
    QAction *m_showValues = nullptr;
    QAction *m_restore = nullptr;
    QAction *m_restoreField = nullptr;
};

} // namespace syncline::ui
