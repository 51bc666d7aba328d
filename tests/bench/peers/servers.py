"""The peers of the intake benchmark: started for one run on free loopback ports, in a folder that is gone afterwards."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = ("redis-server", "postgresql", "beanstalkd", "rabbitmq-server", "libhiredis-dev", "libpq-dev", "librabbitmq-dev", "strace")
START_SECONDS = 60


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(what, ready):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if ready():
            return
        time.sleep(0.05)
    raise SystemExit("%s did not start within %d s" % (what, START_SECONDS))


def answers_at(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """`with Server(parent) as server:`; server.where is what its client takes."""
    program, name = "", ""

    def __init__(self, parent):
        self.dir = Path(tempfile.mkdtemp(prefix=self.name + "-", dir=parent))
        self.port = free_port()
        self.where = str(self.port)
        self.process = None

    @classmethod
    def found(cls):
        return shutil.which(cls.program) is not None

    def launch(self, command, env=None, user=None):
        log = open(self.dir / "log", "ab")
        self.process = subprocess.Popen(command, cwd=self.dir, stdout=log, stderr=log, stdin=subprocess.DEVNULL, user=user,
                                        env={**os.environ, **(env or {})}, start_new_session=True)
        log.close()

    def ready(self):
        return answers_at(self.port)

    def __enter__(self):
        self.start()
        wait_for(self.name, self.ready)
        self.prepare()
        return self

    def prepare(self):
        pass

    def __exit__(self, *_):
        if self.process:
            # The group: a server may be the child of a script, which does not pass the signal on.
            os.killpg(self.process.pid, signal.SIGINT if self.name == "postgres" else signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)


class Redis(Server):
    program, name = "redis-server", "redis"

    def start(self):
        self.launch(["redis-server", str(HERE / "redis.conf"), "--port", str(self.port), "--dir", str(self.dir)])


class Beanstalkd(Server):
    program, name = "beanstalkd", "beanstalkd"

    def start(self):
        # -f 0: sync at every write.
        self.launch(["beanstalkd", "-l", "127.0.0.1", "-p", str(self.port), "-b", str(self.dir), "-f", "0", "-z", str(1 << 20)])


class Postgres(Server):
    program, name = "/usr/lib/postgresql/15/bin/postgres", "postgres"
    bin = Path("/usr/lib/postgresql/15/bin")

    def start(self):
        """initdb and the server refuse to be root."""
        user = "postgres" if os.geteuid() == 0 else None
        data = self.dir / "data"
        self.dir.chmod(0o755)
        if user:
            shutil.chown(self.dir, user)
        subprocess.run([self.bin / "initdb", "-D", data, "-A", "trust", "-U", "bench", "-E", "UTF8", "--no-locale"], user=user, cwd=self.dir,
                       check=True, stdout=subprocess.DEVNULL)
        with open(data / "postgresql.conf", "a", encoding="utf-8") as f:
            f.write((HERE / "postgresql.conf").read_text())
        self.launch([self.bin / "postgres", "-D", str(data), "-k", str(self.dir)], user=user)
        self.where = "host=%s user=bench dbname=postgres" % self.dir

    def sql(self, text):
        return subprocess.run([self.bin / "psql", self.where, "-q", "-c", text], capture_output=True, check=False).returncode == 0

    def ready(self):
        return self.sql("SELECT 1")

    def prepare(self):
        if not self.sql("CREATE TABLE intake (position bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), act bytea NOT NULL)"):
            raise SystemExit("postgres: the table could not be made")


class Rabbitmq(Server):
    program, name = "rabbitmq-server", "rabbitmq"

    def __exit__(self, *what):
        super().__exit__(*what)
        self.mapper.terminate()
        self.mapper.wait()

    def start(self):
        """A folder, a node name, a mapper of names and ports of its own. The program wants to be its own user."""
        user = "rabbitmq" if os.geteuid() == 0 else None
        port = str(free_port())
        # The mapper of node names would go on as a daemon if the server had to start it.
        self.mapper = subprocess.Popen(["epmd", "-address", "127.0.0.1", "-port", port], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        self.dir.chmod(0o755)
        if user:
            shutil.chown(self.dir, user)
        settings = self.dir / "rabbitmq.conf"
        settings.write_text((HERE / "rabbitmq.conf").read_text().replace("@PORT@", str(self.port)))
        self.launch(["rabbitmq-server"], user=user, env={
            "HOME": str(self.dir), "RABBITMQ_NODENAME": "bench%d@localhost" % self.port, "RABBITMQ_CONFIG_FILE": str(settings),
            "RABBITMQ_MNESIA_BASE": str(self.dir / "mnesia"), "RABBITMQ_LOG_BASE": str(self.dir / "logs"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.dir / "plugins"), "RABBITMQ_DIST_PORT": str(free_port()),
            "ERL_EPMD_PORT": port, "ERL_EPMD_ADDRESS": "127.0.0.1", "RABBITMQ_PID_FILE": str(self.dir / "pid")})


ALL = (Redis, Postgres, Rabbitmq, Beanstalkd)
