#pragma once

#include "core/action/EditTypes.h"
#include "core/engine/Lookups.h"
#include "ui/shell/DocumentPage.h"

#include <QPointer>

#include <memory>
#include <optional>

class QLabel;
class QLineEdit;
class QMenu;
class QStackedWidget;
class QTimer;
class QToolButton;

namespace syncline::ui {

class Banner;
enum class CopyFormat : unsigned char;
class FacetPanel;
class FoldingBar;
class GridColumns;
class GridEditing;
class PageStateView;
class RecordActions;
struct ActionTargets;
class RecordGridView;
class RecordSource;
class SavedFilters;

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
    [[nodiscard]] bool isModified() const override;
    [[nodiscard]] bool canSave() const override { return true; }
    void saveAndClose() override;
    void discardChanges() override;
    [[nodiscard]] QJsonObject state() const override;
    void restoreState(const QJsonObject &state) override;
    /** A detail "customerId==12" filters to it: field, "=", filter text. */
    void reveal(const DocumentRef &ref) override;
    void focusContent() override;

    [[nodiscard]] RecordGridView *grid() const { return m_grid; }
    [[nodiscard]] GridEditing *editing() const { return m_editing; }
    [[nodiscard]] FacetPanel *facets() const { return m_facets; }
    [[nodiscard]] SavedFilters *savedFilters() const { return m_saved; }
    /** What can be done with the current cell and the selection; the caller shows and deletes it.
     */
    [[nodiscard]] QMenu *makeMenu();
    /** What can be run on what is selected; the caller shows and deletes it. */
    [[nodiscard]] QMenu *makeActionMenu();

private:
    void addActions();
    [[nodiscard]] QWidget *buildTop();
    [[nodiscard]] QWidget *buildSearch(QWidget *bar);
    [[nodiscard]] QToolButton *buildMore(FoldingBar *bar, const QList<QToolButton *> &foldable);
    [[nodiscard]] QWidget *buildFooter();
    void connectGrid();
    void loadModel();
    void loadColumns();
    [[nodiscard]] int fittingWidth(int section, int widest) const;
    void fitColumns();
    void fitColumn(int section);
    void saveColumns();
    void query();
    void updateState();
    void showGrid();
    void updateFooter();
    void updateDrift();
    void inspectCurrent();
    void editCell(qint64 row, int column);
    void connectActions();
    [[nodiscard]] ActionTargets targets();
    [[nodiscard]] std::shared_ptr<const ActionDef> modelAction(const char *name) const;
    /** Disabled with @p reason as its tooltip, or enabled when there is none. */
    static void setUsable(QAction *action, const QString &reason);
    void updateActions();
    /** Asks whether the delete action lets the selected record go. */
    void checkDelete();
    void showActionMenu();
    void newRecord();
    /** @p file: empty: it is asked for. */
    void importRecords(const QString &file);
    void exportRecords();
    void showDeleted();
    void showEmpty();
    /** The empty state's button. */
    void fillEmpty();
    void copy(bool asJson);
    void copyRows(CopyFormat format);
    void copyLink();
    void connectEditing();
    void deleteSelected();
    void openBulk(BulkEdit::Kind kind);
    void showBulk(BulkEdit::Kind kind, std::vector<RecordId> selected);
    void addFilterActions();
    void addTransferActions();
    [[nodiscard]] QWidget *buildBody();
    [[nodiscard]] QWidget *buildChip(QWidget *bar);
    void applySaved(const SavedFilter &saved);
    void takeSaved(const std::optional<SavedFilter> &saved, Filter filter);
    [[nodiscard]] SavedFilter asked() const;
    void refreshFacets();
    void setFacetsShown(bool isShown);
    [[nodiscard]] QJsonObject savedState() const;
    void restoreSaved(const QJsonObject &state);
    void goToPlace();
    void chooseColumns();
    void resetColumns();
    void showMenu(const QPoint &position);
    void showHeaderMenu(const QPoint &position);
    /** Filters by @p value of the column, when the filter row can say so. */
    void addFilterItems(QMenu *menu, int section, const Value &value);
    void addColumnItems(QMenu *menu, int section);
    void setColumnFilter(int section, const QString &text);
    void setColumnShown(int section, bool isShown);
    void fillColumnMenu(QMenu *menu);
    [[nodiscard]] bool isFiltered() const;

    std::shared_ptr<const ModelDef> m_model;
    RecordSource *m_source;
    GridColumns *m_columns;
    RecordGridView *m_grid;
    RecordActions *m_recordActions;
    GridEditing *m_editing;
    FacetPanel *m_facets;
    SavedFilters *m_saved;
    Filter m_savedFilter; ///< Beside the filter row.
    QToolButton *m_chip = nullptr;
    QAction *m_showFacets = nullptr;
    QJsonObject m_wantedPlace; ///< Where to go once the rows are there.
    QAction *m_run = nullptr;
    QAction *m_clear = nullptr;
    QAction *m_new = nullptr;
    QAction *m_delete = nullptr;
    QAction *m_import = nullptr;
    QLineEdit *m_search = nullptr;
    QTimer *m_searchTimer;
    QStackedWidget *m_stack;
    PageStateView *m_stateView;
    Banner *m_banner;
    Banner *m_outcome;       ///< How an action goes and went.
    qint64 m_outcomeRun = 0; ///< 0: it is still running.
    QTimer *m_checkTimer;
    QLabel *m_count = nullptr;
    QLabel *m_place = nullptr;
    QToolButton *m_columnButton = nullptr;
    RecordId m_inspected{};
    std::int64_t m_total = -1;       ///< Of all records, as last counted; −1: not known.
    bool m_isFitted = false;         ///< The columns have the widths of their content.
    bool m_isFitting = false;        ///< The widths are not chosen by the user.
    bool m_isAfterRefresh = false;   ///< The same query again: no wish to look at another record.
    bool m_wantsFocus = false;       ///< The grid takes the keyboard once it is there,
    QPointer<QWidget> m_focusBefore; ///< unless the user writes somewhere else by then.
};

} // namespace syncline::ui
