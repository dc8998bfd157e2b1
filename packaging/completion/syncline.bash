# bash completion for syncline, made by "syncline help --completion bash"
_syncline() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local verb=${COMP_WORDS[1]} options= position=-1 i
    local verbs='action backup check connections demo-server doctor edit env eval filters find help history import logs migrate new records restore runs schema sync sync-confirm syncs view'
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        COMPREPLY=($(compgen -W "$verbs" -- "$current") $(compgen -d -- "$current"))
        return
    fi
    case "$verb $previous" in
    'action --id') return ;;
    'action --params') return ;;
    'action --environment') return ;;
    'action --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'backup --environment') return ;;
    'backup --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'check --environment') return ;;
    'check --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'connections --kind') return ;;
    'connections --options') return ;;
    'connections --environment') return ;;
    'connections --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'demo-server --port') return ;;
    'demo-server --seed') return ;;
    'demo-server --products') return ;;
    'demo-server --customers') return ;;
    'demo-server --orders') return ;;
    'demo-server --latency') return ;;
    'demo-server --rate') return ;;
    'demo-server --environment') return ;;
    'demo-server --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'doctor --environment') return ;;
    'doctor --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'edit --id') return ;;
    'edit --filter') return ;;
    'edit --search') return ;;
    'edit --set') return ;;
    'edit --environment') return ;;
    'edit --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'env --environment') return ;;
    'env --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'eval --environment') return ;;
    'eval --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'filters --filter') return ;;
    'filters --sort') return ;;
    'filters --search') return ;;
    'filters --environment') return ;;
    'filters --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'find --first') return ;;
    'find --environment') return ;;
    'find --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'help --page') return ;;
    'help --completion') COMPREPLY=($(compgen -W 'bash' -- "$current")); return ;;
    'help --environment') return ;;
    'help --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'history --limit') return ;;
    'history --search') return ;;
    'history --run') return ;;
    'history --restore') return ;;
    'history --fields') return ;;
    'history --environment') return ;;
    'history --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'import --on') return ;;
    'import --mode') COMPREPLY=($(compgen -W 'create update upsert' -- "$current")); return ;;
    'import --map') return ;;
    'import --save-map') return ;;
    'import --errors') COMPREPLY=($(compgen -f -- "$current")); return ;;
    'import --result') COMPREPLY=($(compgen -f -- "$current")); return ;;
    'import --format') COMPREPLY=($(compgen -W 'csv json ndjson xlsx' -- "$current")); return ;;
    'import --encoding') COMPREPLY=($(compgen -W 'utf-8 utf-16le utf-16be windows-1252 iso-8859-1 iso-8859-15' -- "$current")); return ;;
    'import --delimiter') return ;;
    'import --quote') return ;;
    'import --sheet') return ;;
    'import --items') return ;;
    'import --dates') COMPREPLY=($(compgen -W 'iso day-first month-first' -- "$current")); return ;;
    'import --environment') return ;;
    'import --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'logs --run') return ;;
    'logs --level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'logs --since') return ;;
    'logs --search') return ;;
    'logs --source') return ;;
    'logs --limit') return ;;
    'logs --environment') return ;;
    'logs --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'migrate --environment') return ;;
    'migrate --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'new --template') COMPREPLY=($(compgen -W 'empty shop blog connector types' -- "$current")); return ;;
    'new --name') return ;;
    'new --environment') return ;;
    'new --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'records --filter') return ;;
    'records --sort') return ;;
    'records --search') return ;;
    'records --saved') return ;;
    'records --facet') return ;;
    'records --first') return ;;
    'records --after') return ;;
    'records --select') return ;;
    'records --format') COMPREPLY=($(compgen -W 'table json ndjson csv xlsx' -- "$current")); return ;;
    'records --output') COMPREPLY=($(compgen -f -- "$current")); return ;;
    'records --delimiter') return ;;
    'records --environment') return ;;
    'records --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'restore --environment') return ;;
    'restore --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'runs --kind') COMPREPLY=($(compgen -W 'action sync eval edit migration import' -- "$current")); return ;;
    'runs --limit') return ;;
    'runs --environment') return ;;
    'runs --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'schema --diff') return ;;
    'schema --environment') return ;;
    'schema --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'sync --models') return ;;
    'sync --since') return ;;
    'sync --mode') COMPREPLY=($(compgen -W 'full delta' -- "$current")); return ;;
    'sync --webhook-body') COMPREPLY=($(compgen -f -- "$current")); return ;;
    'sync --environment') return ;;
    'sync --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'sync-confirm --environment') return ;;
    'sync-confirm --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'syncs --failures') return ;;
    'syncs --limit') return ;;
    'syncs --environment') return ;;
    'syncs --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    'view --sql') return ;;
    'view --params') return ;;
    'view --first') return ;;
    'view --format') COMPREPLY=($(compgen -W 'table json ndjson csv xlsx' -- "$current")); return ;;
    'view --output') COMPREPLY=($(compgen -f -- "$current")); return ;;
    'view --environment') return ;;
    'view --log-level') COMPREPLY=($(compgen -W 'trace debug info warn error fatal' -- "$current")); return ;;
    esac
    case $verb in
    action) options='--id --params --environment --read-only --log-level --json --help' ;;
    backup) options='--list --force --environment --read-only --log-level --json --help' ;;
    check) options='--records --environment --read-only --log-level --json --help' ;;
    connections) options='--kind --options --stdin --environment --read-only --log-level --json --help' ;;
    demo-server) options='--port --seed --products --customers --orders --latency --rate --environment --read-only --log-level --json --help' ;;
    doctor) options='--collect --environment --read-only --log-level --json --help' ;;
    edit) options='--id --filter --search --all --set --delete --preview --yes --environment --read-only --log-level --json --help' ;;
    env) options='--secret --stdin --environment --read-only --log-level --json --help' ;;
    eval) options='--write --environment --read-only --log-level --json --help' ;;
    filters) options='--filter --sort --search --environment --read-only --log-level --json --help' ;;
    find) options='--first --environment --read-only --log-level --json --help' ;;
    help) options='--pages --page --man --completion --environment --read-only --log-level --json --help' ;;
    history) options='--limit --deleted --search --run --restore --fields --preview --partial --environment --read-only --log-level --json --help' ;;
    import) options='--on --mode --map --save-map --preview --dry-run --errors --result --format --encoding --delimiter --quote --no-header --sheet --items --decimal-comma --dates --keep-empty --environment --read-only --log-level --json --help' ;;
    logs) options='--run --level --since --search --source --limit --follow --environment --read-only --log-level --json --help' ;;
    migrate) options='--preview --apply --undo --accept-loss --environment --read-only --log-level --json --help' ;;
    new) options='--template --name --environment --read-only --log-level --json --help' ;;
    records) options='--filter --sort --search --saved --facet --first --after --select --format --output --delimiter --byte-order-mark --local-times --environment --read-only --log-level --json --help' ;;
    restore) options='--force --environment --read-only --log-level --json --help' ;;
    runs) options='--kind --failed --nested --limit --environment --read-only --log-level --json --help' ;;
    schema) options='--diff --dot --environment --read-only --log-level --json --help' ;;
    sync) options='--models --since --force --mode --webhook-body --environment --read-only --log-level --json --help' ;;
    sync-confirm) options='--environment --read-only --log-level --json --help' ;;
    syncs) options='--failures --limit --environment --read-only --log-level --json --help' ;;
    view) options='--sql --params --first --format --output --environment --read-only --log-level --json --help' ;;
    esac
    if [[ $current == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$current"))
        return
    fi
    for ((i = 2; i <= COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i]} == -* ]] || ((position++))
    done
    case "$verb $position" in
    'connections 1') COMPREPLY=($(compgen -W 'list kinds add test update-models remove' -- "$current")); return ;;
    'env 1') COMPREPLY=($(compgen -W 'list set unset import' -- "$current")); return ;;
    'filters 2') COMPREPLY=($(compgen -W 'list save remove' -- "$current")); return ;;
    esac
    COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _syncline syncline
