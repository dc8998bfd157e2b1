#pragma once

#include "ui/shell/DocumentPage.h"

#include <memory>

class QLabel;
class QLineEdit;
class QMenu;
class QStackedWidget;
class QTimer;
class QToolButton;

namespace syncline::ui {

class Banner;
class GridColumns;
class PageStateView;
class RecordActions;
class RecordGridView;
class RecordSource;

/** A model's records: search, filter row, sort, columns, the grid, and what can be done with a row.
 */
class RecordsPage final : public DocumentPage
{
    Q_OBJECT

public:
    RecordsPage(const DocumentRef &ref, const UiContext &context, QWidget *parent);
    ~RecordsPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QIcon icon() const override;
    [[nodiscard]] QAction *runAction() const override { return m_run; }
    [[nodiscard]] QJsonObject state() const override;
    void restoreState(const QJsonObject &state) override;
    /** A detail "customerId==12" filters to it: field, "=", filter text. */
    void reveal(const DocumentRef &ref) override;
    void focusContent() override;

    [[nodiscard]] RecordGridView *grid() const { return m_grid; }

private:
    void addActions();
    [[nodiscard]] QWidget *buildTop();
    [[nodiscard]] QWidget *buildFooter();
    void connectGrid();
    void loadModel();
    void loadColumns();
    void saveColumns();
    void query();
    void updateState();
    void showGrid();
    void updateFooter();
    void updateDrift();
    void inspectCurrent();
    void editCell(qint64 row, int column);
    void copy(bool asJson);
    void copyRows(bool asJson);
    void showMenu(const QPoint &position);
    void fillColumnMenu(QMenu *menu);
    [[nodiscard]] bool isFiltered() const;
    [[nodiscard]] std::vector<RecordId> selectedIds() const;

    std::shared_ptr<const ModelDef> m_model;
    RecordSource *m_source;
    GridColumns *m_columns;
    RecordGridView *m_grid;
    RecordActions *m_recordActions;
    QAction *m_run = nullptr;
    QAction *m_clear = nullptr;
    QLineEdit *m_search = nullptr;
    QTimer *m_searchTimer;
    QStackedWidget *m_stack;
    PageStateView *m_stateView;
    Banner *m_banner;
    QLabel *m_count = nullptr;
    QLabel *m_place = nullptr;
    QToolButton *m_columnButton = nullptr;
    bool m_wantsFocus = false; ///< The grid takes the keyboard once it is there.
};

} // namespace syncline::ui
