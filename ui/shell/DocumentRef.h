#pragma once

#include "core/base/Ids.h"

#include <QMetaType>
#include <QString>

namespace syncline::ui {

/** What a tab shows. A value; key() is its identity. */
struct DocumentRef
{
    enum class Kind : unsigned char { Records, Connection, Code, Action, Run, Schema, Diagram };

    Kind kind = Kind::Records;
    /** Model, connection, project path, action's full name, run id; the diagram's is "models". */
    QString name;
    /** Not part of the identity: connector kind of a new connection, "new" of a model that is not
     * made yet, else the field of a schema to go to. */
    QString detail;
    int line = 0; ///< Code: where to go; 0: nowhere. Not part of the identity.
    int column = 0;

    /** "records:product"; also how sessions remember it. */
    [[nodiscard]] QString key() const;
    static DocumentRef fromKey(const QString &key);
    [[nodiscard]] bool isValid() const { return !name.isEmpty(); }
    bool operator==(const DocumentRef &other) const
    {
        return kind == other.kind && name == other.name;
    }
};

enum class OpenMode : unsigned char { Here, ToTheSide };

/** What the inspector shows. */
struct InspectTarget
{
    enum class Kind : unsigned char { None, Record, Run };

    Kind kind = Kind::None;
    QString model;
    RecordId record{};
    RunId run = noRun;
    QString field; ///< A record's field to edit at once; empty: none. Not part of the identity.

    static InspectTarget ofRecord(const QString &model, RecordId record, const QString &field = {})
    {
        return {Kind::Record, model, record, noRun, field};
    }
    static InspectTarget ofRun(RunId run) { return {Kind::Run, {}, {}, run, {}}; }
    bool operator==(const InspectTarget &other) const
    {
        return kind == other.kind && model == other.model && record == other.record &&
               run == other.run;
    }
};

} // namespace syncline::ui

Q_DECLARE_METATYPE(syncline::ui::DocumentRef)
Q_DECLARE_METATYPE(syncline::ui::InspectTarget)
