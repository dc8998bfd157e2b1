#pragma once

#include "core/engine/EngineTypes.h"
#include "core/transfer/TransferTypes.h"
#include "ui/shell/UiContext.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace syncline::ui {

class Banner;
class FailedRowsModel;

/** What came of an import or a dry run: numbers, notes, the failed rows, files of them. */
class ImportResult final : public QWidget
{
    Q_OBJECT

public:
    ImportResult(const UiContext &context, QWidget *parent);

    /** Asks for the report of @p run, which has ended. */
    void showRun(const RunInfo &run, const QString &file);

Q_SIGNALS:
    void backRequested();   ///< To the set-up, with everything as it was.
    void importRequested(); ///< After a dry run: the same for good.
    void runRequested(qint64 run);
    void closeRequested();

private:
    void buildButtons(QWidget *bar);
    void showReport(const Result<ImportReport> &report);
    void save(ImportRows which);

    const UiContext m_context;
    RunInfo m_run;
    QString m_file;
    QLabel *m_title;
    QLabel *m_counts;
    QLabel *m_notes;
    Banner *m_banner;
    QLabel *m_heading;
    QTableView *m_table;
    FailedRowsModel *m_rows;
    QPushButton *m_saveFailed;
    QPushButton *m_saveAll;
    QPushButton *m_showRun;
    QPushButton *m_back;
    QPushButton *m_import;
    QPushButton *m_close;
};

} // namespace syncline::ui
