#pragma once

#include "core/model/ModelDef.h"
#include "core/transfer/TransferTypes.h"
#include "ui/shell/UiContext.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace syncline::ui {

class Banner;
class ImportColumnsModel;
class ImportPreviewModel;
class PageStateView;
class SourceForm;

/**
 * What is imported, and how: the file, how it is written, what its columns fill, by what records
 * are found; with what the first rows would become, asked again after each change.
 */
class ImportSetup final : public QWidget
{
    Q_OBJECT

public:
    ImportSetup(const UiContext &context, std::shared_ptr<const ModelDef> model, QWidget *parent);

    void setFile(const QString &path);
    [[nodiscard]] const QString &file() const { return m_path; }
    /** What would be done now, as the preview showed it. */
    [[nodiscard]] ImportRequest request() const;
    /** Whether closing would lose what the user said about columns. */
    [[nodiscard]] bool isEdited() const { return m_isEdited; }
    void setEdited(bool isEdited) { m_isEdited = isEdited; }
    /** Asks for the preview again. */
    void refresh();
    void focusFirst();

Q_SIGNALS:
    void importRequested(bool dryRun);
    void closeRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    QLayout *buildFileRow();
    QWidget *buildKeyRow();
    QWidget *buildTables();
    QLayout *buildButtons();
    void connectParts();
    void chooseFile();
    void preview();
    void showPreview(const Result<ImportPreview> &preview);
    void updateSummary();
    void loadMaps();
    void takeMap(const QString &name);
    void saveMap();
    void editCurrent();
    /** What says how to read a file is there once there is one. */
    void showQuestions();
    /** A column for what a reference holds, only where there is one. */
    void showMatches();
    /** The columns as high as they need it, the rows what is left. */
    void fitTables();

    static constexpr int previewRows = 50;

    const UiContext m_context;
    const std::shared_ptr<const ModelDef> m_model;
    QString m_path;
    bool m_hasColumns = false; ///< The user, or a saved map, said what columns fill.
    bool m_isEdited = false;   ///< By the user, and saved nowhere.
    bool m_isShown = false;    ///< The newest preview is there and can be imported.
    quint64 m_ticket = 0;
    QTimer m_timer;
    SourceSettings m_found; ///< Nothing left open.
    ValueObject m_extra;    ///< Of a saved map.
    QLineEdit *m_file;
    QPushButton *m_choose;
    QComboBox *m_maps;
    QPushButton *m_saveMap;
    SourceForm *m_source;
    QComboBox *m_on;
    QComboBox *m_mode;
    Banner *m_banner;
    QStackedWidget *m_stack;
    PageStateView *m_stateView;
    ImportColumnsModel *m_columns;
    ImportPreviewModel *m_rows;
    QTableView *m_columnTable;
    QTableView *m_rowTable;
    QSplitter *m_tables = nullptr;
    QWidget *m_keys = nullptr;
    QLabel *m_summary;
    QPushButton *m_dryRun;
    QPushButton *m_import;
};

} // namespace syncline::ui
