/**
 * The fixed sh text that every change of a host runs through. For dash, bash and busybox sh, with util-linux's flock.
 * Called as `sh -c TEXT hostreeve-guard DIRECTORY WAIT_CS RECORD MARK COUNT [LOCK EPOCH]... PROGRAM [ARGUMENT]...`;
 * an empty RECORD means that the output goes straight to the caller. What it does, and why so (measured on these shells,
 * over SSH with an earlier form of the text; local.test.ts holds this one to it):
 *
 * - Locks are taken one inside the other on descriptors 3 to 7, in the order given, with one wait for all. A POSIX sh
 *   has only descriptors up to 9; 8 keeps standard input and 9 the record. One shell with few locks was preferred to a
 *   guard that calls itself for each: that would hand its own text on as an argument, and handle signals once a level.
 * - The wait is counted by /proc/uptime: reading it starts no process, and nobody sets it.
 * - A smaller epoch than the one on disk is refused. A larger one is on disk, rename included, before the command starts.
 * - Redirections are tried on `true` first: dash ends at once when `exec` or `:`, special built-ins, cannot redirect.
 * - The command gets none of the locks' descriptors, or a daemon that it leaves behind would keep the locks.
 * - Signals are trapped by a command, not ignored: `trap ''` would be inherited. TERM to the process group ends the
 *   command, and the lock is free only when it is gone; before it started, it is not started any more. A second one,
 *   as `timeout` sends it, must not end the mv that writes the code: these alone are ignored.
 * - `env` stands in front so that no built-in of the shell is taken for the program. The text never ends with the
 *   command: busybox sh would replace itself by it, and the locks would be free.
 * - With a record, a subshell holds the locks, runs the command with its output in files, and writes its code. It never
 *   touches the caller's pipes, so no lost connection ends the command or keeps the locks. The outer shell lets go of
 *   the locks and shows the output: `tail` follows it, and where its tail cannot (busybox), it comes at the end.
 * - Refusals of the guard itself are a line with MARK on standard error, and the code 73 (busy), 74 (broken) or 75
 *   (superseded). A command may use the same codes; it does not know MARK.
 */
export const guardText = `
d=$1 wait=$2 record=$3 mark=$4 count=$5
shift 5
stopped=
trap 'stopped=1' HUP INT TERM
trap : PIPE
refuse() {
  code=$1
  shift
  echo "hostreeve-guard $mark $*" >&2
  exit "$code"
}
clock() {
  read -r up idle </proc/uptime || refuse 74 broken "/proc/uptime cannot be read"
  cs=\${up#*.}
  now=$((\${up%.*} * 100 + \${cs#0}))
}
take() {
  true >>"$2" || refuse 74 broken "$2 cannot be written"
  eval "exec $1>>\\"\\$2\\""
  clock
  left=$((end - now))
  [ "$left" -gt 0 ] || left=0
  flock -w "$((left / 100)).$((left % 100 / 10))$((left % 10))" "$1"
  case $? in
    0) ;;
    1) refuse 73 busy "$3" ;;
    *) refuse 74 broken "flock failed on $2" ;;
  esac
}
clock
end=$((now + wait))
[ -d "$d" ] || mkdir -p -m 700 "$d" || refuse 74 broken "$d cannot be made"
fd=3
while [ "$count" -gt 0 ]; do
  name=$1 epoch=$2 file=$d/$1.epoch
  shift 2
  take "$fd" "$d/$name.lock" "$name"
  have=0
  [ ! -e "$file" ] || read -r have <"$file"
  case $have in
    '' | *[!0-9]*) refuse 74 broken "$file holds no number" ;;
  esac
  [ "$epoch" -ge "$have" ] || refuse 75 superseded "$name $have"
  [ "$epoch" -eq "$have" ] || {
    echo "$epoch" >"$file.new" && sync "$file.new" && mv -f "$file.new" "$file" && sync "$d"
  } || refuse 74 broken "$file cannot be written"
  fd=$((fd + 1)) count=$((count - 1))
done
if [ -z "$record" ]; then
  [ -z "$stopped" ] || refuse 74 broken "a signal came before the command was started"
  env "$@" 3>&- 4>&- 5>&- 6>&- 7>&-
  code=$?
  exit "$code"
fi
o=$d/$record
take 9 "$o.run" "$record"
[ -z "$stopped" ] || refuse 74 broken "a signal came before the command was started"
rm -f "$o.code"
true >"$o.out" && true >"$o.err" || refuse 74 broken "$o.out cannot be written"
exec 8<&0
(
  trap : HUP INT TERM PIPE
  env "$@" 3>&- 4>&- 5>&- 6>&- 7>&- 8<&- 9>&-
  code=$?
  trap '' HUP INT TERM
  echo "$code" >"$o.code.new" && mv -f "$o.code.new" "$o.code"
  exit "$code"
) <&8 >"$o.out" 2>"$o.err" 8<&- &
inner=$!
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8<&- 9>&- </dev/null
tail -f -c +1 --pid="$inner" -s 0.02 "$o.out" 2>/dev/null &
tail=$!
while
  wait "$inner"
  code=$?
  [ "$code" -gt 128 ] && kill -0 "$inner" 2>/dev/null
do :; done
[ ! -e "$o.code" ] || read -r code <"$o.code"
while
  wait "$tail"
  shown=$?
  [ "$shown" -gt 128 ] && kill -0 "$tail" 2>/dev/null
do :; done
[ "$shown" -ne 1 ] || cat "$o.out"
cat "$o.err" >&2
exit "$code"
`;
