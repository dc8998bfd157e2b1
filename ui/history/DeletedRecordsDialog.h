#pragma once

#include "core/engine/Histories.h"
#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QDialog>

class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTimer;
class QTreeView;

namespace syncline::ui {

class Banner;
class DeletedModel;
class PageStateView;

/** A model's records that are gone, the last deleted first: searched, looked at, brought back. */
class DeletedRecordsDialog final : public QDialog
{
    Q_OBJECT

public:
    DeletedRecordsDialog(const UiContext &context, const QString &model, QWidget *parent);
    static constexpr int pageSize = 100;

Q_SIGNALS:
    void inspectRequested(const syncline::ui::InspectTarget &target);

private:
    [[nodiscard]] QWidget *buildList();
    /** Entry 0: the newest. */
    [[nodiscard]] DeletedQuery pageBefore(std::int64_t entry) const;
    void load();
    void loadMore();
    void handlePage(const Result<DeletedPage> &page);
    void updateButtons();
    [[nodiscard]] std::vector<int> selectedRows() const;
    void restore();
    void showRun();

    const UiContext m_context;
    const QString m_modelName;
    DeletedModel *m_model;
    QLineEdit *m_search;
    QTimer *m_timer;
    QStackedWidget *m_stack;
    PageStateView *m_state;
    QTreeView *m_list = nullptr;
    Banner *m_banner;
    QPushButton *m_restore = nullptr;
    QPushButton *m_run = nullptr;
    quint64 m_ticket = 0;
};

} // namespace syncline::ui
